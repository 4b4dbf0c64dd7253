package org.kexshot.cli.physical;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.physical.ProgramRunsView;
import org.kexshot.physical.EntryMode;
import org.kexshot.physical.PhysicalProgram;
import org.kexshot.physical.ProgramResult;
import org.kexshot.physical.ProgramRun.Finished;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class PhysicalRunCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Run a program with paging off, while this machine stands still.",
          "A program may write to all of the machine's memory: run only what you trust. docs/physical.md tells"
              + " how it is called.");

  private final Argument<String> program =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .paramLabel("PROGRAM")
              .description("A flat binary, whose first byte is its entry."));

  private final Argument<EntryMode> entry =
      arguments.option(
          EntryMode.class,
          OptionSpec.builder("--entry")
              .paramLabel("BITS")
              .converters(new EntryModeConverter())
              .defaultValue("32")
              .description(
                  "Enter it in protected mode (32), in real mode (16), or on x86_64 in long mode (64)."
                      + " Default: ${DEFAULT-VALUE}."));

  private final Argument<Integer> memory =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--memory")
              .paramLabel("KIB")
              .converters(new WholeNumber(1, 1 << 20))
              .defaultValue("1024")
              .description(
                  "Memory of its own, in which its input, output and stack lie too. In real mode always 64."
                      + " Default: ${DEFAULT-VALUE}."));

  private final BytesOptions bytes = new BytesOptions(arguments, "What the program is given.");

  private final Argument<Integer> repeat =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--repeat")
              .paramLabel("TIMES")
              .converters(WholeNumber.from(1))
              .defaultValue("1")
              .description("Run it so many times, each after a jump of its own. Default: 1."));

  private final PhysicalOptions options = new PhysicalOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new PhysicalRunCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    PhysicalProgram code;
    try {
      code =
          new PhysicalProgram(
              BytesOptions.read(program.value()),
              bytes.input(),
              entry.value(),
              (long) memory.value() << 10);
    } catch (IllegalArgumentException e) {
      throw arguments.wrong("%s: %s".formatted(program.value(), e.getMessage()));
    }
    try (BytesOptions.BytesOutput to = bytes.openOutput()) {
      List<Finished> runs = options.of(code).times(repeat.value(), new Notices(arguments.err()));
      Finished last = runs.get(runs.size() - 1);
      boolean returned = last.result().end() == ProgramResult.End.RETURNED;
      if (returned) {
        to.write(last.output());
      }
      return output
          .awayFrom(bytes.outputName())
          .show(
              new ProgramRunsView(runs, options.limit()),
              returned ? ExitCode.OK : ExitCode.PROGRAM_ENDED);
    }
  }
}
