package org.kexshot.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens memory images, telling their format by content and never by name. */
public final class DumpFiles {
  private DumpFiles() {}

  /**
   * Opens a dump.
   *
   * @throws DumpFormatException if the content is no format that is known, or is corrupt
   * @throws IOException if the file cannot be read
   */
  public static Dump open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      throw new DumpFormatException(
          file.toString(),
          0,
          "no known dump format in a file of %d bytes".formatted(channel.size()));
    }
  }
}
