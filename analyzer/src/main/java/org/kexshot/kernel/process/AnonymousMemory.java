package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.structure.PerCpuCounter;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;
import org.kexshot.types.TypeKind;

/**
 * Memory that a process alone holds: heap, stacks and private copies, {@code RssAnon} and {@code
 * VmSwap} of {@code /proc/PID/status}. Until 6.2, commit f1a7941243c1, up to 64 page faults of each
 * thread are not counted yet. Source: {@code include/linux/mm_types_task.h}.
 */
public final class AnonymousMemory {
  /** {@code MM_ANONPAGES}. */
  private static final int RESIDENT = 1;

  /** {@code MM_SWAPENTS}. */
  private static final int SWAPPED = 2;

  private AnonymousMemory() {}

  /**
   * Pages that a process holds, in memory and swapped out. Cost: two counters.
   *
   * @param task kernel virtual address of its {@code task_struct}
   * @return empty for a process without memory of its own: a kernel thread, or one that has exited
   * @throws IOException if they cannot be read
   */
  public static OptionalLong pages(KernelImage image, long task) throws IOException {
    Optional<KernelStruct> mm = image.struct("task_struct", task).follow("mm");
    return mm.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(count(image, mm.get(), RESIDENT) + count(image, mm.get(), SWAPPED));
  }

  private static long count(KernelImage image, KernelStruct mm, int index) throws IOException {
    boolean perProcessor = mm.member("rss_stat").type().kind() == TypeKind.ARRAY;
    Member counts = mm.member(perProcessor ? "rss_stat" : "rss_stat.count");
    KernelType element = counts.type().element();
    KernelStruct counter =
        new KernelStruct(
            mm.memory(), element, mm.address() + counts.offset() + index * element.size());
    return perProcessor
        ? PerCpuCounter.sum(image, counter)
        : Math.max(counter.number("counter"), 0);
  }
}
