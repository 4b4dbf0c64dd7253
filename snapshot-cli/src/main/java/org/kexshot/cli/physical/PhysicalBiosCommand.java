package org.kexshot.cli.physical;

import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.render.physical.BiosAnswerView;
import org.kexshot.physical.BiosCall;
import org.kexshot.physical.PhysicalProgram;
import org.kexshot.physical.ProgramRun.Finished;
import org.kexshot.physical.Register;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class PhysicalBiosCommand implements Callable<Integer> {
  private static final String BUFFER = "buffer";

  private final Arguments arguments =
      new Arguments(
          this,
          "Call the BIOS in real mode with registers and a buffer, and show them afterwards.",
          "Numbers are decimal, or hexadecimal behind 0x. A register that is given as \"buffer\" holds where the"
              + " buffer is; its segment is in DS and ES unless they are given.");

  private final Argument<String> interrupt =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .paramLabel("INTERRUPT")
              .description("The interrupt's number, e.g. 0x15."));

  private final Map<Register, Argument<String>> registers = registers();

  private final Argument<Integer> bufferSize =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--buffer")
              .paramLabel("BYTES")
              .converters(new WholeNumber(0, 1 << 16))
              .description("Size of the buffer. Default: that of the input."));

  private final BytesOptions bytes =
      new BytesOptions(arguments, "What the buffer holds before the call; zeros behind it.");

  private final PhysicalOptions options = new PhysicalOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  private Map<Register, Argument<String>> registers() {
    Map<Register, Argument<String>> options = new EnumMap<>(Register.class);
    for (Register register : Register.values()) {
      if (register != Register.FLAGS) {
        options.put(
            register,
            arguments.option(
                String.class,
                OptionSpec.builder("--" + register.name().toLowerCase(Locale.ROOT))
                    .paramLabel("N")
                    .description("A register's value, or buffer.")));
      }
    }
    return options;
  }

  public static CommandSpec spec() {
    return new PhysicalBiosCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    byte[] content = bytes.input();
    BiosCall call;
    PhysicalProgram program;
    try {
      call =
          new BiosCall(
              (int) Math.min(number(interrupt.value()), Integer.MAX_VALUE),
              values(),
              atBuffer(),
              content,
              bufferSize.given().orElse(content.length));
      program = call.program();
    } catch (IllegalArgumentException e) {
      throw arguments.wrong(e.getMessage());
    }
    try (BytesOptions.BytesOutput to = bytes.openOutput()) {
      Finished finished = options.of(program).once(new Notices(arguments.err()));
      BiosCall.Answer answer = call.answer(finished.output());
      to.write(answer.buffer());
      return output.awayFrom(bytes.outputName()).show(new BiosAnswerView(answer));
    }
  }

  private Set<Register> atBuffer() {
    Set<Register> set = EnumSet.noneOf(Register.class);
    registers.forEach(
        (register, option) -> {
          if (option.given().filter(BUFFER::equals).isPresent()) {
            set.add(register);
          }
        });
    return set;
  }

  private Map<Register, Long> values() {
    Map<Register, Long> values = new EnumMap<>(Register.class);
    registers.forEach(
        (register, option) -> {
          if (option.given().filter(text -> !text.equals(BUFFER)).isPresent()) {
            long value = number(option.value());
            if (!register.fits(value)) {
              throw new IllegalArgumentException(
                  "--%s %s: at most %d bits expected"
                      .formatted(
                          register.name().toLowerCase(Locale.ROOT),
                          option.value(),
                          register.size() * Byte.SIZE));
            }
            values.put(register, value);
          }
        });
    return values;
  }

  private static long number(String text) {
    try {
      return text.startsWith("0x")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s': a number expected, decimal, or hexadecimal behind 0x".formatted(text), e);
    }
  }
}
