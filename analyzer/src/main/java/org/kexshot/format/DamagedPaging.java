package org.kexshot.format;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** Finds a kernel's paging where its own top table is damaged or missing. */
public final class DamagedPaging {
  private DamagedPaging() {}

  /**
   * Finds it by the top table of a process. A process's table maps what a note of another kernel
   * names as well, so that VMCOREINFO must name the release that memory holds. Cost: reads all
   * pages that are present.
   */
  public static Optional<KernelPaging> find(
      PhysicalMemory memory, Vmcoreinfo vmcoreinfo, Architecture architecture) throws IOException {
    Optional<KernelPaging> found = KernelPaging.findBySpareTable(memory, vmcoreinfo, architecture);
    return found.isPresent() && isOf(found.get(), vmcoreinfo, architecture)
        ? found
        : Optional.empty();
  }

  private static boolean isOf(KernelPaging paging, Vmcoreinfo vmcoreinfo, Architecture architecture)
      throws IOException {
    try {
      String release = Utsname.read(paging.kernel(), vmcoreinfo, architecture).release();
      return vmcoreinfo.osRelease().equals(Optional.of(release));
    } catch (MemoryFault | DumpFormatException missing) {
      return false;
    }
  }
}
