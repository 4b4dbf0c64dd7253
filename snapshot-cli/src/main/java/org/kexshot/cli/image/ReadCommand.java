package org.kexshot.cli.image;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.address.AddressConverter;
import org.kexshot.cli.argument.address.SpaceOption;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.memory.BytesView;
import org.kexshot.inspect.AddressExpression;
import org.kexshot.inspect.MemoryContents;
import org.kexshot.inspect.MemoryRange;
import org.kexshot.kernel.KernelImage;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class ReadCommand implements Callable<Integer> {
  private static final long MOST_SHOWN = 16 << 20;

  private final Arguments arguments =
      new Arguments(
          this,
          "Show the bytes at an address of an image.",
          "What the image lacks is shown as excluded, not RAM, not mapped, swapped out, unreadable"
              + " or corrupt.");

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<AddressExpression> address =
      arguments.parameter(
          AddressExpression.class,
          PositionalParamSpec.builder()
              .index("1")
              .paramLabel("ADDRESS")
              .converters(new AddressConverter())
              .description(AddressConverter.DESCRIPTION));

  private final SpaceOption space = new SpaceOption(arguments);

  private final Argument<String> length =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("2")
              .arity("0..1")
              .paramLabel("LENGTH")
              .defaultValue("256")
              .description("Bytes, decimal or hexadecimal behind 0x. Default: ${DEFAULT-VALUE}."));

  private final Argument<Boolean> physical =
      arguments.flag("--physical", "Take the address for a physical one.");

  private final Argument<Boolean> raw =
      arguments.flag("--raw", "Write the bytes as they are, up to the first that the image lacks.");

  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new ReadCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    if (physical.value() && space.isOfProcess() || raw.value() && output.isJson()) {
      throw arguments.wrong("--physical and --pid, and --raw and --json, exclude each other");
    }
    long bytes = bytes();
    try (Image opened = image.open()) {
      MemoryRange range = range(opened, bytes);
      if (raw.value()) {
        return copy(range);
      }
      MemoryContents contents = range.read();
      boolean nothing = contents.parts().isEmpty() && !contents.gaps().isEmpty();
      if (nothing && !output.isJson()) {
        throw contents.gaps().get(0).cause();
      }
      int code = output.show(new BytesView(contents, physical.value() ? 8 : opened.pointerSize()));
      if (nothing) {
        throw contents.gaps().get(0).cause();
      }
      return code;
    }
  }

  private MemoryRange range(Image opened, long bytes) throws IOException {
    try {
      if (physical.value()) {
        return MemoryRange.physical(opened.physical(), number(), bytes);
      }
      KernelImage kernel = opened.kernel();
      return MemoryRange.virtual(space.open(kernel), address.value().resolve(kernel), bytes);
    } catch (IllegalArgumentException e) {
      throw arguments.wrong(e.getMessage());
    }
  }

  private long number() {
    return address
        .value()
        .number()
        .orElseThrow(
            () ->
                arguments.wrong(
                    "'%s' is not a physical address; give a number behind 0x"
                        .formatted(address.value())));
  }

  private long bytes() {
    long bytes;
    try {
      bytes = Long.decode(length.value());
    } catch (NumberFormatException e) {
      throw arguments.wrong("'%s' is not a number of bytes".formatted(length.value()));
    }
    if (bytes < 1 || !raw.value() && bytes > MOST_SHOWN) {
      throw arguments.wrong(
          "%s bytes; 1 to %d expected, or any number with --raw"
              .formatted(length.value(), MOST_SHOWN));
    }
    return bytes;
  }

  private static int copy(MemoryRange range) throws IOException {
    PrintStream out = System.out;
    try {
      range.copyTo(out);
    } finally {
      out.flush();
    }
    if (out.checkError()) {
      throw new IOException("standard output: cannot be written");
    }
    return ExitCode.OK.number();
  }
}
