package org.kexshot.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.kexshot.io.PendingFile;

/**
 * What came as a stream, which can be read once, in a file that can be read at any place. It is
 * deleted when it is closed. Blocks of zeros become holes.
 */
public final class ReceivedFile implements Closeable {
  private static final int BLOCK = 1 << 16;

  private final PendingFile file;
  private final String name;

  private ReceivedFile(PendingFile file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * Reads a stream to its end.
   *
   * @param name of the stream, for errors
   * @throws IOException if it cannot be read, or the disk has no room for it
   */
  static ReceivedFile receive(InputStream stream, String name, Path directory) throws IOException {
    ReceivedFile received = new ReceivedFile(new PendingFile(directory, "received"), name);
    try {
      received.fill(stream);
      return received;
    } catch (IOException | RuntimeException e) {
      received.close();
      throw e;
    }
  }

  private void fill(InputStream stream) throws IOException {
    FileChannel channel = file.channel();
    byte[] block = new byte[BLOCK];
    byte[] zeros = new byte[BLOCK];
    boolean endsInHole = false;
    int length;
    while ((length = read(stream, block)) > 0) {
      endsInHole = length == BLOCK && Arrays.equals(block, zeros);
      if (endsInHole) {
        channel.position(channel.position() + length);
      } else {
        file.write(ByteBuffer.wrap(block, 0, length));
      }
    }
    if (endsInHole) {
      channel.position(channel.position() - 1);
      file.write(ByteBuffer.allocate(1));
    }
  }

  private int read(InputStream stream, byte[] into) throws IOException {
    try {
      return stream.readNBytes(into, 0, into.length);
    } catch (IOException e) {
      throw new IOException("%s: cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Where it lies until it is closed. */
  public Path file() {
    return file.temporary();
  }

  /** Of the stream. */
  public String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
