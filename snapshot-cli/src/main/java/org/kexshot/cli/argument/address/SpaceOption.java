package org.kexshot.cli.argument.address;

import java.io.IOException;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.process.ProcessMemory;
import org.kexshot.paging.PagedMemory;
import picocli.CommandLine.Model.OptionSpec;

/** Whose virtual addresses a command takes. */
public final class SpaceOption {
  private final Argument<Integer> pid;

  public SpaceOption(Arguments arguments) {
    pid =
        arguments.option(
            Integer.class,
            OptionSpec.builder("-p", "--pid")
                .paramLabel("PID")
                .converters(WholeNumber.from(0))
                .description("Take the address for one of this process. Default: of the kernel."));
  }

  public boolean isOfProcess() {
    return pid.given().isPresent();
  }

  public PagedMemory open(KernelImage kernel) throws IOException {
    return pid.given().isPresent() ? ProcessMemory.of(kernel, pid.value()) : kernel.memory();
  }
}
