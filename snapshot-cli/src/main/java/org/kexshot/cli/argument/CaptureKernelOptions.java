package org.kexshot.cli.argument;

import java.nio.file.Path;
import org.kexshot.operation.CaptureKernelLoad;
import picocli.CommandLine.Model.OptionSpec;

/** How a capture kernel is loaded, and what becomes of what its device holds. */
public final class CaptureKernelOptions {
  private final Argument<Boolean> overwrite;
  private final Argument<Path> kernel;
  private final Argument<Integer> memory;
  private final Argument<Boolean> exchange;
  private final Argument<Path> modules;
  private final Argument<Boolean> noModules;
  private final WaitOption wait;

  public CaptureKernelOptions(Arguments arguments) {
    overwrite = arguments.flag("--overwrite", "Take the device whatever it holds, and erase that.");
    kernel =
        arguments.option(
            Path.class,
            OptionSpec.builder("--kernel")
                .paramLabel("BZIMAGE")
                .description(
                    "The capture kernel. Default: the running kernel's, in /boot or /lib/modules."));
    memory =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--memory")
                .paramLabel("MIB")
                .converters(WholeNumber.from(1))
                .description(
                    "Memory that it gets. Default: as much as it takes, for the lab's kernels 104"
                        + " MiB on i386 and 160 MiB on x86_64, for a distribution's some 40 MiB more."));
    exchange =
        arguments.flag(
            "--exchange",
            "Have each jump exchange the capture kernel's memory with what lies there.",
            "Default: huge pages are lent to it where there are enough in one piece, and a jump is"
                + " shorter.");
    Arguments.OneOf drivers = arguments.oneOf();
    modules =
        drivers.option(
            Path.class,
            OptionSpec.builder("--modules")
                .paramLabel("DIR")
                .description(
                    "The capture kernel's modules; it gets those that the snapshot device takes."
                        + " Default: /lib/modules/RELEASE."));
    noModules =
        drivers.flag(
            "--no-modules", "The capture kernel has the snapshot device's drivers built in.");
    wait = new WaitOption(arguments);
  }

  /**
   * The load of a capture kernel that writes to a device.
   *
   * @param device its path
   */
  public CaptureKernelLoad of(String device) {
    return new CaptureKernelLoad(
        device,
        kernel.given(),
        memory.given().map(mib -> (long) mib << 20),
        exchange.value(),
        modules.given(),
        noModules.value(),
        overwrite.value(),
        wait.patience());
  }
}
