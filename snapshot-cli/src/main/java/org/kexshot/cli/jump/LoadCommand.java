package org.kexshot.cli.jump;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.kexshot.address.PhysicalRange;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.render.report.LoadedImageView;
import org.kexshot.loader.LoadRequest;
import org.kexshot.operation.ImageLoad;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class LoadCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Load a kernel or a program to jump into, in place of one that was loaded so before.",
          "A program runs with all of the machine's memory in its reach, and nothing ends it: load only"
              + " what you trust. docs/load.md tells how it is called.");

  private final Argument<Path> image =
      arguments.parameter(
          Path.class,
          PositionalParamSpec.builder()
              .paramLabel("IMAGE")
              .description("A bzImage, or an ELF executable at fixed physical addresses."));

  private final Argument<Boolean> preserveContext =
      arguments.flag(
          "--preserve-context", "Have the jump come back here when the program returns.");

  private final Argument<Boolean> withoutArguments =
      arguments.flag(
          "--args-none",
          "It is a program that is given nothing, with all registers zero.",
          "Default: an ELF executable is a vmlinux, and finds boot_params.");

  private final Argument<Long> entry =
      arguments.option(
          Long.class,
          OptionSpec.builder("--entry")
              .paramLabel("ADDRESS")
              .converters(new PhysicalAddressConverter())
              .description("Physical address to enter it at. Default: the file's own."));

  private final Argument<PhysicalRange> range =
      arguments.option(
          PhysicalRange.class,
          OptionSpec.builder("--range")
              .paramLabel("FROM-TO")
              .converters(new PhysicalRangeConverter())
              .description(
                  "Where in physical memory, without TO itself, what the file does not fix may lie."
                      + " Default: anywhere that it works."));

  private final Argument<String> append =
      arguments.option(
          String.class,
          OptionSpec.builder("--append")
              .paramLabel("TEXT")
              .description("A kernel's command line. Default: the running kernel's."));

  private final Argument<Path> initrd =
      arguments.option(
          Path.class,
          OptionSpec.builder("--initrd")
              .paramLabel("FILE")
              .description("A kernel's initial file system. Default: none."));

  private final WaitOption wait = new WaitOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new LoadCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    LoadRequest request =
        new LoadRequest(
            image.value(),
            preserveContext.value(),
            withoutArguments.value(),
            entry.given().map(OptionalLong::of).orElse(OptionalLong.empty()),
            range.given(),
            append.given(),
            initrd.given());
    Optional<String> contradiction = request.contradiction();
    if (contradiction.isPresent()) {
      throw arguments.wrong(contradiction.get());
    }
    return output.show(
        new LoadedImageView(
            new ImageLoad(request, wait.patience()).load(new Notices(arguments.err()))));
  }
}
