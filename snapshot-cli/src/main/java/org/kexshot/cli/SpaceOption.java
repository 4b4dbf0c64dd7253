package org.kexshot.cli;

import java.io.IOException;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.ProcessMemory;
import org.kexshot.paging.PagedMemory;
import picocli.CommandLine.Option;

/** Whose virtual addresses a command takes. */
final class SpaceOption {
  @Option(
      names = {"-p", "--pid"},
      paramLabel = "PID",
      description = "Take the address for one of this process. Default: of the kernel.")
  private Integer pid;

  boolean isOfProcess() {
    return pid != null;
  }

  PagedMemory open(KernelImage kernel) throws IOException {
    return pid == null ? kernel.memory() : ProcessMemory.of(kernel, pid);
  }
}
