package org.kexshot.format.open;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.compress.PackedStream;
import org.kexshot.format.DumpFormatException;

/**
 * A dump as a stream that may be packed as a whole by gzip, xz, Zstandard or bzip2, and that once
 * more; it is given unpacked. What is not packed is given as it is. Memory: what those take, 128
 * MiB at most.
 */
public final class UnwrappedStream extends InputStream {
  private static final int MOST_LAYERS = 2;

  /** A dump of so many bytes is no longer one of a small machine, */
  private static final long LARGE = 1L << 36;

  /** and does not pack so well, unless it was made to fill disks. */
  private static final long MOST_RATIO = 20_000;

  private final CountedStream file;
  private final String name;
  private final List<String> packers = new ArrayList<>();
  private InputStream unpacked;
  private long length;

  /**
   * @param file closed with this
   * @param name of the stream, for errors
   */
  public UnwrappedStream(InputStream file, String name) {
    this.file = new CountedStream(file);
    this.name = name;
  }

  /** Whether a file is packed, as its first bytes tell; another thing than a file is not. */
  public static boolean isWrapped(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (CountedStream start = new CountedStream(Files.newInputStream(path))) {
      return PackedStream.isPacked(start.peek());
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @throws DumpFormatException if what packed it is damaged or cut off, packed more than twice, or
   *     packs more than any dump
   */
  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    try {
      if (unpacked == null) {
        open();
      }
      int read = unpacked.read(into, offset, count);
      length += Math.max(read, 0);
      requireDump();
      return read;
    } catch (DumpFormatException said) {
      throw said;
    } catch (IOException | RuntimeException failure) {
      throw packers.isEmpty() ? failed(failure) : damaged(failure);
    }
  }

  private void open() throws IOException {
    CountedStream layer = file;
    Optional<String> packer = PackedStream.packer(layer.peek());
    while (packer.isPresent()) {
      if (packers.size() == MOST_LAYERS) {
        throw new DumpFormatException(
            name,
            0,
            "packed by %s, and once more by %s: unpack it"
                .formatted(String.join(" and ", packers), packer.get()));
      }
      packers.add(packer.get());
      layer = new CountedStream(PackedStream.unpack(layer));
      packer = PackedStream.packer(layer.peek());
    }
    unpacked = layer;
  }

  private static IOException failed(Exception failure) {
    return failure instanceof IOException io ? io : new IOException(failure.toString(), failure);
  }

  private DumpFormatException damaged(Exception failure) {
    return new DumpFormatException(
        name,
        file.position(),
        "packed by %s, and damaged or cut off about here, %d bytes of the dump after its start: %s"
            .formatted(String.join(" and ", packers), length, failure.getMessage()));
  }

  private void requireDump() throws DumpFormatException {
    if (length > LARGE && length / MOST_RATIO > file.position()) {
      throw new DumpFormatException(
          name,
          file.position(),
          "packed by %s, unpacks to more than %d bytes, over %d times as many: that is no dump"
              .formatted(String.join(" and ", packers), length, MOST_RATIO));
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
