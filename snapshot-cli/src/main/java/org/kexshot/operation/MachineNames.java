package org.kexshot.operation;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.filter.MissingVmcoreinfoException;
import org.kexshot.format.Utsname;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.memory.MemoryFault;

/** What machines call themselves. */
final class MachineNames {
  private MachineNames() {}

  /** The name of the machine that an image is of; empty where its kernel cannot be read. */
  static Optional<String> of(MemoryImage image) throws IOException {
    try {
      KernelImage kernel = image.kernel();
      String name =
          Utsname.read(kernel.memory(), kernel.vmcoreinfo(), kernel.architecture()).nodename();
      return Optional.of(name).filter(given -> !given.isEmpty());
    } catch (MemoryFault | MissingVmcoreinfoException unknown) {
      return Optional.empty();
    }
  }
}
