package org.kexshot.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.FileSink;

/**
 * Standard output that is an empty file; any other is a {@link StreamOutput}. What was written is
 * seen as it is written, since the file is the caller's.
 */
final class StandardOutput implements DumpOutput {
  private static final String NAME = "standard output";
  private static final Path FILE = Path.of("/proc/self/fd/1");
  private static final Path FLAGS = Path.of("/proc/self/fdinfo/1");

  /** {@code O_APPEND} of Linux on x86, as {@code fdinfo} prints it. */
  private static final int O_APPEND = 02000;

  private final FileChannel channel;

  private StandardOutput(FileChannel channel) {
    this.channel = channel;
  }

  static DumpOutput open() throws IOException {
    if (System.console() != null) {
      throw new IOException(NAME + " is a terminal; redirect it to a file or a pipe");
    }
    FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();
    // With O_APPEND the kernel ignores positions.
    boolean empty = Files.isRegularFile(FILE) && channel.size() == 0 && !isAppending();
    return empty ? new StandardOutput(channel) : new StreamOutput(NAME, channel);
  }

  private static boolean isAppending() throws IOException {
    for (String line : Files.readAllLines(FLAGS)) {
      if (line.startsWith("flags:")) {
        return (Integer.parseInt(line.substring(6).strip(), 8) & O_APPEND) != 0;
      }
    }
    return true;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isSeekable() {
    return true;
  }

  @Override
  public DumpSink positions() {
    return new NamedSink(NAME, new FileSink(channel));
  }

  @Override
  public WritableByteChannel sequence() {
    return new NamedChannel(NAME, channel);
  }

  @Override
  public void commit() {}

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
