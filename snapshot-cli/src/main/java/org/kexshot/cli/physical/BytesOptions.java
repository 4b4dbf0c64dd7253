package org.kexshot.cli.physical;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.output.DumpOutput;
import picocli.CommandLine.Model.OptionSpec;

/** Files of bytes that a program in physical mode is given and gives. */
final class BytesOptions {
  /** More than fits into a program's memory. */
  private static final int LARGEST = 1 << 30;

  private final Arguments arguments;
  private final Argument<String> input;
  private final Argument<String> output;

  /**
   * @param inputDescription what the input is, for {@code --help}
   */
  public BytesOptions(Arguments arguments, String inputDescription) {
    this.arguments = arguments;
    input =
        arguments.option(
            String.class,
            OptionSpec.builder("--input").paramLabel("FILE").description(inputDescription));
    output =
        arguments.option(
            String.class,
            OptionSpec.builder("--output")
                .paramLabel("FILE")
                .description(
                    "Where to write the bytes that it gives: a new file, or - for standard output."));
  }

  /** The bytes that are given; none if no file is. */
  public byte[] input() throws IOException {
    return input.given().isPresent() ? read(input.value()) : new byte[0];
  }

  /** All bytes of a file. */
  static byte[] read(String file) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException("%s: more than %d MiB".formatted(file, LARGEST >> 20));
      }
      return bytes;
    }
  }

  /**
   * Opens the output, if there is to be one, so that what is against it is known before the jump.
   */
  public BytesOutput openOutput() throws IOException {
    return new BytesOutput(
        output.given().isPresent()
            ? Optional.of(DumpOutput.open(output.value(), false, new Notices(arguments.err())))
            : Optional.empty());
  }

  /** Where the bytes go, if anywhere. */
  public record BytesOutput(Optional<DumpOutput> output) implements Closeable {
    /** Writes all that there is, and ends it. */
    public void write(byte[] bytes) throws IOException {
      if (output.isPresent()) {
        WritableByteChannel channel = output.get().sequence();
        for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
          channel.write(rest);
        }
        output.get().commit();
      }
    }

    @Override
    public void close() throws IOException {
      if (output.isPresent()) {
        output.get().close();
      }
    }
  }

  /** What the user gave as output; empty if nothing. */
  public String outputName() {
    return output.given().orElse("");
  }
}
