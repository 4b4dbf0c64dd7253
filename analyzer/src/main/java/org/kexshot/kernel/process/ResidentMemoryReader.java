package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;

/**
 * Reads the counters of a process's resident pages. Cost: three reads a process and three a thread;
 * since Linux 6.2 three a process and processor. Source: {@code include/linux/mm_types_task.h}.
 */
final class ResidentMemoryReader {
  /** {@code MM_FILEPAGES}, {@code MM_ANONPAGES} and {@code MM_SHMEMPAGES}. */
  private static final int FILE = 0;

  private static final int ANONYMOUS = 1;
  private static final int SHARED = 3;

  private final KernelImage image;
  private final PerCpu processors;

  ResidentMemoryReader(KernelImage image) throws IOException {
    this.image = image;
    this.processors = new PerCpu(image);
  }

  /**
   * Reads those of a process.
   *
   * @param threads of the process, which before Linux 6.2 (commit f1a7941243c1) kept what they had
   *     not yet added to its counters
   * @return empty for one without memory of its own, and where the kernel's type has no counters
   */
  Optional<ResidentMemory> read(KernelStruct leader, List<TaskThread> threads) throws IOException {
    Optional<KernelStruct> mm = leader.has("mm") ? leader.follow("mm") : Optional.empty();
    if (mm.isEmpty() || !mm.get().has("rss_stat")) {
      return Optional.empty();
    }
    return Optional.of(
        new ResidentMemory(
            count(mm.get(), threads, FILE),
            count(mm.get(), threads, ANONYMOUS),
            count(mm.get(), threads, SHARED)));
  }

  private long count(KernelStruct mm, List<TaskThread> threads, int which) throws IOException {
    Member counters = mm.member(mm.has("rss_stat.count") ? "rss_stat.count" : "rss_stat");
    KernelType counter = counters.type().element();
    long at = mm.address() + counters.offset() + which * counter.size();
    long count =
        counter.member("count").isPresent()
            ? ofAllProcessors(new KernelStruct(mm.memory(), counter, at))
            : signed(mm, at);
    for (TaskThread thread : threads) {
      count += held(image.struct("task_struct", thread.address()), which);
    }
    // Parts of a count that is under way may make it negative for a moment; the kernel says 0 then.
    return Math.max(count, 0);
  }

  /** A {@code percpu_counter}. */
  private long ofAllProcessors(KernelStruct counter) throws IOException {
    long sum = counter.number("count");
    for (int i = 0; counter.has("counters") && i < processors.count(); i++) {
      sum += (int) image.memory().readU32(processors.address(counter.pointer("counters"), i));
    }
    return sum;
  }

  /** A word of the kernel's with its sign. */
  private long signed(KernelStruct mm, long at) throws IOException {
    long word = image.memory().readPointer(at);
    return mm.memory().pointerSize() == Integer.BYTES ? (int) word : word;
  }

  private long held(KernelStruct thread, int which) throws IOException {
    return thread.has("rss_stat.count")
        ? (int) image.memory().readU32(thread.addressOf("rss_stat.count") + which * 4L)
        : 0;
  }
}
