package org.kexshot.cli.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.render.report.CaptureView;
import org.kexshot.operation.CaptureKernelLoad;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class CaptureLoadCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Load a capture kernel, in place of any that was loaded before.",
          "The snapshot device's contents are lost; one that holds a file system, a partition table"
              + " or part of a volume is refused.");

  private final Argument<String> device =
      arguments.option(
          String.class,
          OptionSpec.builder("--device")
              .paramLabel("DEV")
              .required(true)
              .description("The snapshot device: a disk or partition that nothing else uses."));

  private final Argument<Boolean> overwrite =
      arguments.flag("--overwrite", "Take the device whatever it holds, and erase that.");

  private final Argument<Path> kernel =
      arguments.option(
          Path.class,
          OptionSpec.builder("--kernel")
              .paramLabel("BZIMAGE")
              .description(
                  "The capture kernel. Default: the running kernel's, in /boot or /lib/modules."));

  private final Argument<Integer> memory =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--memory")
              .paramLabel("MIB")
              .converters(WholeNumber.from(1))
              .defaultValue(Long.toString(CaptureKernelLoad.leastMemory() >> 20))
              .description("Memory that it gets. Default: ${DEFAULT-VALUE} MiB."));

  private final Argument<Boolean> exchange =
      arguments.flag(
          "--exchange",
          "Have each jump exchange the capture kernel's memory with what lies there.",
          "Default: huge pages are lent to it where there are enough in one piece, and a jump is"
              + " shorter.");

  private final Arguments.OneOf drivers = arguments.oneOf();

  private final Argument<Path> modules =
      drivers.option(
          Path.class,
          OptionSpec.builder("--modules")
              .paramLabel("DIR")
              .description(
                  "The capture kernel's modules; it gets those that the snapshot device takes."
                      + " Default: /lib/modules/RELEASE."));

  private final Argument<Boolean> noModules =
      drivers.flag(
          "--no-modules", "The capture kernel has the snapshot device's drivers built in.");

  private final WaitOption wait = new WaitOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new CaptureLoadCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    CaptureKernelLoad load =
        new CaptureKernelLoad(
            device.value(),
            kernel.given(),
            (long) memory.value() << 20,
            exchange.value(),
            modules.given(),
            noModules.value(),
            overwrite.value(),
            wait.patience());
    return output.show(new CaptureView(load.load(new Notices(arguments.err()))));
  }
}
