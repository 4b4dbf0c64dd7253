package org.kexshot.kernel.time;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.fs.OpenFileTable;
import org.kexshot.kernel.process.TaskList;

/**
 * Says for which process a timer was set: by the function that it calls, which tells what it is a
 * part of. Cost: a few reads a timer; for timers of files a walk over all open files, once. Source:
 * {@code hrtimer_wakeup} in {@code kernel/time/hrtimer.c}, {@code process_timeout} in {@code
 * kernel/time/timer.c}, {@code it_real_fn} in {@code kernel/time/itimer.c}, {@code posix_timer_fn}
 * in {@code kernel/time/posix-timers.c}, {@code timerfd_tmrproc} in {@code fs/timerfd.c}.
 */
final class TimerOwners {
  private interface Reader {
    Optional<Integer> process(long timer) throws IOException;
  }

  private final KernelImage image;
  private final Problems problems;
  private final Map<Long, Reader> byFunction = new HashMap<>();

  /** Process ids by the private data of their open files, read when first asked for. */
  private Map<Long, Integer> byPrivateData;

  TimerOwners(KernelImage image, Problems problems) throws IOException {
    this.image = image;
    this.problems = problems;
    put("hrtimer_wakeup", timer -> sleeper("hrtimer_sleeper", timer));
    put("process_timeout", timer -> sleeper("process_timer", timer));
    put("it_real_fn", this::interval);
    put("posix_timer_fn", this::posix);
    put("timerfd_tmrproc", this::file);
  }

  private void put(String function, Reader reader) throws IOException {
    image.symbols().findFunction(function).ifPresent(address -> byFunction.put(address, reader));
  }

  /** The process id; empty for a timer of the kernel's own, or if it cannot be read. */
  Optional<Integer> of(long function, long timer) throws IOException {
    Reader reader = byFunction.get(function);
    return reader == null ? Optional.empty() : reader.process(timer);
  }

  /** The timer is the first member. */
  private Optional<Integer> sleeper(String struct, long timer) throws IOException {
    Optional<KernelStruct> task = image.struct(struct, timer).follow("task");
    return task.isPresent() ? Optional.of(task.get().integer("tgid")) : Optional.empty();
  }

  private Optional<Integer> interval(long timer) throws IOException {
    return process(timer - image.offset("signal_struct", "real_timer"));
  }

  private Optional<Integer> posix(long timer) throws IOException {
    KernelStruct set = image.struct("k_itimer", timer - image.offset("k_itimer", "it.real.timer"));
    // The lowest bit marks one that is being deleted, since 6.13.
    return process(set.pointer("it_signal") & -2);
  }

  private Optional<Integer> process(long signal) throws IOException {
    if (signal == 0) {
      return Optional.empty();
    }
    long place = image.types().enumerator("pid_type", "PIDTYPE_TGID");
    long pids = image.struct("signal_struct", signal).addressOf("pids");
    long pid = image.memory().readPointer(pids + place * image.memory().pointerSize());
    return pid == 0
        ? Optional.empty()
        : Optional.of(
            image.struct("upid", image.struct("pid", pid).addressOf("numbers")).integer("nr"));
  }

  private Optional<Integer> file(long timer) throws IOException {
    if (byPrivateData == null) {
      byPrivateData = new HashMap<>();
      OpenFileTable files = new OpenFileTable(image, problems);
      TaskList.forEachProcess(
          image,
          problems,
          task -> {
            int pid = task.integer("tgid");
            files.forEach(
                task,
                (descriptor, file) -> byPrivateData.putIfAbsent(file.pointer("private_data"), pid));
          });
    }
    return Optional.ofNullable(byPrivateData.get(timer - image.offset("timerfd_ctx", "t.tmr")));
  }
}
