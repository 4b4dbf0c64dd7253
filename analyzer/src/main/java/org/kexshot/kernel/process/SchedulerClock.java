package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.structure.PerCpu;

/**
 * How long tasks have not run, by the clocks of the processors' run queues. Cost: one read a
 * processor, and one a task. Source: {@code kernel/sched/core.c}, {@code update_rq_clock}.
 */
final class SchedulerClock {
  /** Knows nothing. */
  static final SchedulerClock UNKNOWN = new SchedulerClock(OptionalLong.empty());

  private final OptionalLong now;

  private SchedulerClock(OptionalLong now) {
    this.now = now;
  }

  /** That of an image; a processor that is idle may be behind, so the latest of all counts. */
  static SchedulerClock of(KernelImage image) throws IOException {
    OptionalLong queues = image.symbols().findData("runqueues");
    if (queues.isEmpty() || image.types().findStruct("rq").isEmpty()) {
      return UNKNOWN;
    }
    PerCpu processors = new PerCpu(image);
    long latest = 0;
    for (int i = 0; i < processors.count(); i++) {
      KernelStruct queue = image.struct("rq", processors.address(queues.getAsLong(), i));
      latest = Math.max(latest, queue.number("clock_task"));
    }
    return new SchedulerClock(OptionalLong.of(latest));
  }

  /** Nanoseconds since a task that sleeps last ran; empty if that is not known. */
  Optional<Long> since(KernelStruct task) throws IOException {
    return now.isPresent() && task.has("se.exec_start")
        ? Optional.of(now.getAsLong() - task.number("se.exec_start"))
        : Optional.empty();
  }
}
