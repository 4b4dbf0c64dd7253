package org.kexshot.capture.memory;

import java.io.IOException;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.linux.LockedMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.paging.PagedMemory;

/** Finds this process's page tables, through the running kernel's list of tasks. */
final class OwnPageTable {
  private static final int MOST_TASKS = 1 << 22;

  private OwnPageTable() {}

  /**
   * Physical address of the top table. Reads two words for each process.
   *
   * @param witness memory of this process, whose place the table must agree about
   * @throws IOException if this process is not in the list, or the table says otherwise than {@code
   *     /proc/self/pagemap}
   */
  static long root(LiveKernel kernel, KernelLayouts layouts, LockedMemory witness)
      throws IOException {
    long pgd = pgd(kernel, layouts);
    PagedMemory space = kernel.paging().user(pgd, "virtual of this process");
    long frame = witness.firstFrame();
    try {
      long found = space.physical(witness.start()) >>> 12;
      if (found != frame) {
        throw new IOException(
            ("this process's page table at 0x%x has frame 0x%x for 0x%x, /proc/self/pagemap has"
                    + " 0x%x: the snapshot in memory cannot tell where to write; run kexshot outside"
                    + " of containers, or take --method kernel")
                .formatted(space.table().root(), found, witness.start(), frame));
      }
    } catch (MemoryFault unseen) {
      // A table in high memory, which the kernel does not show.
    }
    return space.table().root();
  }

  /** Kernel virtual address of the top table, {@code mm_struct.pgd}. */
  private static long pgd(LiveKernel kernel, KernelLayouts layouts) throws IOException {
    long pid = ProcessHandle.current().pid();
    long first = kernel.symbol(LiveKernel.INIT_TASK);
    int next = layouts.offset("task_struct", "tasks");
    int process = layouts.offset("task_struct", "tgid");
    int mm = layouts.offset("task_struct", "mm");
    int pgd = layouts.offset("mm_struct", "pgd");
    long task = first;
    for (int i = 0; i < MOST_TASKS; i++) {
      task = kernel.core().readPointer(task + next) - next;
      if (task == first) {
        break;
      }
      if (kernel.core().readU32(task + process) == pid) {
        return kernel.core().readPointer(kernel.core().readPointer(task + mm) + pgd);
      }
    }
    throw new IOException(
        ("process %d is not in the kernel's list of tasks: run kexshot outside of containers, or"
                + " take --method kernel")
            .formatted(pid));
  }
}
