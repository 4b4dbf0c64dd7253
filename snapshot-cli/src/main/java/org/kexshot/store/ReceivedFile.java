package org.kexshot.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.kexshot.format.DumpFormatException;
import org.kexshot.io.ByteRegion;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.StoredFile;

/**
 * What came as a stream, which can be read once, in a file that can be read at any place. It is
 * deleted when it is closed. Blocks of zeros become holes.
 */
public final class ReceivedFile implements Closeable {
  private static final int BLOCK = 1 << 16;

  /** So many bytes are written before it is looked whether there is room for more, */
  private static final long LOOK_EVERY = 1L << 26;

  /** and so many must be left for others. */
  private static final long RESERVE = 1L << 27;

  private final NewFile file;
  private final String name;

  /** In an encrypted repository. */
  private Optional<StoredFile> sealed = Optional.empty();

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
      received.fill(stream, files);
      if (files.isEncrypted()) {
        received.sealed = Optional.of(received.file.reread());
      }
      return received;
    } catch (IOException | RuntimeException e) {
      received.close();
      throw e;
    }
  }

  private void fill(InputStream stream, RepositoryFiles files) throws IOException {
    byte[] block = new byte[BLOCK];
    byte[] zeros = new byte[BLOCK];
    long hole = 0;
    long written = 0;
    int length;
    while ((length = read(stream, block)) > 0) {
      if (length == BLOCK && Arrays.equals(block, zeros)) {
        hole += length;
      } else {
        file.skip(hole);
        hole = 0;
        file.write(ByteBuffer.wrap(block, 0, length));
        written += length;
        if (written % LOOK_EVERY < length) {
          requireRoom(written, files);
        }
      }
    }
    file.skip(hole);
  }

  private void requireRoom(long written, RepositoryFiles files) throws IOException {
    if (files.usableSpace() < RESERVE) {
      throw new RepositoryException(
          RepositoryException.Reason.NO_ROOM,
          "%s: %d MiB of it were received and fill the disk of %s: make room, or name another repository"
              .formatted(name, written >> 20, files.layout().root()));
    }
  }

  private int read(InputStream stream, byte[] into) throws IOException {
    try {
      return stream.readNBytes(into, 0, into.length);
    } catch (DumpFormatException damaged) {
      throw damaged;
    } catch (IOException e) {
      throw new IOException("%s: cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * Its bytes, where the repository is encrypted and the file is too; empty if the file has them as
   * they are.
   */
  public Optional<ByteRegion> region() {
    return sealed.map(stored -> new StoredRegion(name, stored));
  }

  private record StoredRegion(String name, StoredFile stored) implements ByteRegion {
    @Override
    public long length() {
      return stored.size();
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
      checkRange(position, into.remaining());
      stored.read(position, into);
    }
  }

  /** Where it lies until it is closed. */
  public Path file() {
    return file.temporary();
  }

  /** How many bytes came. */
  public long length() throws IOException {
    return sealed.isPresent() ? sealed.get().size() : Files.size(file());
  }

  /** Of the stream. */
  public String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    try {
      if (sealed.isPresent()) {
        sealed.get().close();
      }
    } finally {
      file.close();
    }
  }
}
