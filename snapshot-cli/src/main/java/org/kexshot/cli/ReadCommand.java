package org.kexshot.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.BytesView;
import org.kexshot.inspect.AddressExpression;
import org.kexshot.inspect.MemoryContents;
import org.kexshot.inspect.MemoryRange;
import org.kexshot.kernel.KernelImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    description = {
      "Show the bytes at an address of an image.",
      "What the image lacks is shown as left out, not RAM, not mapped, swapped out, unreadable or"
          + " corrupt."
    })
final class ReadCommand implements Callable<Integer> {
  private static final long MOST_SHOWN = 16 << 20;

  @Mixin private ImageArgument image;

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = AddressConverter.DESCRIPTION)
  private AddressExpression address;

  @Mixin private SpaceOption space;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "LENGTH",
      defaultValue = "256",
      description = "Bytes, decimal or hexadecimal behind 0x. Default: ${DEFAULT-VALUE}.")
  private String length;

  @Option(names = "--physical", description = "Take the address for a physical one.")
  private boolean physical;

  @Option(
      names = "--raw",
      description = "Write the bytes as they are, up to the first that the image lacks.")
  private boolean raw;

  @Mixin private OutputOptions output;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    if (physical && space.isOfProcess() || raw && output.isJson()) {
      throw usage("--physical and --pid, and --raw and --json, exclude each other");
    }
    long bytes = bytes();
    try (Image opened = image.open()) {
      MemoryRange range = range(opened, bytes);
      if (raw) {
        return copy(range);
      }
      MemoryContents contents = range.read();
      if (contents.parts().isEmpty() && !contents.gaps().isEmpty()) {
        throw contents.gaps().get(0).cause();
      }
      int pointerSize = opened.dump().architecture().pointerSize();
      return output.show(new BytesView(contents, physical ? 8 : pointerSize));
    }
  }

  private MemoryRange range(Image opened, long bytes) throws IOException {
    try {
      if (physical) {
        return MemoryRange.physical(opened.dump().memory(), number(), bytes);
      }
      KernelImage kernel = opened.kernel();
      return MemoryRange.virtual(space.open(kernel), address.resolve(kernel), bytes);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private long number() {
    return address
        .number()
        .orElseThrow(
            () -> usage("'%s' is no physical address; give a number behind 0x".formatted(address)));
  }

  private long bytes() {
    long bytes;
    try {
      bytes = Long.decode(length);
    } catch (NumberFormatException e) {
      throw usage("'%s' is no number of bytes".formatted(length));
    }
    if (bytes < 1 || !raw && bytes > MOST_SHOWN) {
      throw usage(
          "%s bytes; 1 to %d expected, or any number with --raw".formatted(length, MOST_SHOWN));
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

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
