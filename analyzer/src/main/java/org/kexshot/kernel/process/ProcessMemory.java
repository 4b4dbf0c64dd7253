package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.Problems;
import org.kexshot.paging.PagedMemory;

/** Opens the address space of a process. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * The address space of a process. Cost: one read a process.
   *
   * @param pid process id, in the initial PID namespace
   * @throws NoSuchObjectException if there is no such process, or it has no memory of its own
   */
  public static PagedMemory of(KernelImage image, int pid) throws IOException {
    KernelStruct[] found = new KernelStruct[1];
    TaskList.forEachProcess(
        image,
        new Problems(),
        task -> {
          if (task.integer("tgid") == pid) {
            found[0] = task;
          }
        });
    if (found[0] == null) {
      throw new NoSuchObjectException(
          "the image has no process %d; `ps` lists them".formatted(pid));
    }
    Optional<KernelStruct> mm = found[0].follow("mm");
    if (mm.isEmpty()) {
      throw new NoSuchObjectException(
          "process %d has no memory of its own: it is a kernel thread, or has exited"
              .formatted(pid));
    }
    return image.paging().user(mm.get().pointer("pgd"), "virtual of process " + pid);
  }
}
