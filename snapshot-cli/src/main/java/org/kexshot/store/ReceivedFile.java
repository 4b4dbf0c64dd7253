package org.kexshot.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryFiles;

/**
 * What came as a stream, which can be read once, in a file that can be read at any place. It is
 * deleted when it is closed. Blocks of zeros become holes.
 */
public final class ReceivedFile implements Closeable {
  private static final int BLOCK = 1 << 16;

  private final NewFile file;
  private final String name;

  private ReceivedFile(NewFile file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * Reads a stream to its end.
   *
   * @param name of the stream, for errors
   * @throws IOException if it cannot be read, or the disk has no room for it
   */
  static ReceivedFile receive(InputStream stream, String name, RepositoryFiles files)
      throws IOException {
    ReceivedFile received = new ReceivedFile(files.create("received"), name);
    try {
      received.fill(stream);
      return received;
    } catch (IOException | RuntimeException e) {
      received.close();
      throw e;
    }
  }

  private void fill(InputStream stream) throws IOException {
    byte[] block = new byte[BLOCK];
    byte[] zeros = new byte[BLOCK];
    long hole = 0;
    int length;
    while ((length = read(stream, block)) > 0) {
      if (length == BLOCK && Arrays.equals(block, zeros)) {
        hole += length;
      } else {
        file.skip(hole);
        hole = 0;
        file.write(ByteBuffer.wrap(block, 0, length));
      }
    }
    file.skip(hole);
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
