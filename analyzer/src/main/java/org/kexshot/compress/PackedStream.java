package org.kexshot.compress;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A file that was packed as a whole, by gzip, xz, Zstandard or bzip2. Which, its first bytes tell:
 * RFC 1952 2.3.1, the .xz file format 1.2.1 2.1.1.1, RFC 8878 3.1.1, {@code bzlib.c} of bzip2.
 */
public final class PackedStream {
  private static final int GZIP = 0x1f8b;
  private static final int XZ = 0xfd37_7a58;
  private static final int ZSTD = 0x28b5_2ffd;
  private static final int BZIP2 = 0x425a_68;

  /** Memory that unpacking may take, in KiB; {@code xz} takes 64 MiB at its best. */
  private static final int XZ_MEMORY = 128 << 10;

  private PackedStream() {}

  /** Tells whether a file that begins with {@code start} (big-endian) is packed. */
  public static boolean isPacked(int start) {
    return packer(start).isPresent();
  }

  /**
   * The name of what packed a file that begins with {@code start} (big-endian), if it is packed.
   */
  public static Optional<String> packer(int start) {
    if (start >>> 16 == GZIP) {
      return Optional.of("gzip");
    }
    if (start >>> 8 == BZIP2) {
      return Optional.of("bzip2");
    }
    return switch (start) {
      case XZ -> Optional.of("xz");
      case ZSTD -> Optional.of("zstd");
      default -> Optional.empty();
    };
  }

  /**
   * The contents of a packed file, or {@code file} itself, buffered, where it is not packed.
   *
   * @return a stream that answers damage with an {@link IOException} alone
   */
  public static InputStream unpack(InputStream file) throws IOException {
    InputStream in = file.markSupported() ? file : new BufferedInputStream(file);
    in.mark(Integer.BYTES);
    int start = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      start = start << Byte.SIZE | Math.max(in.read(), 0);
    }
    in.reset();
    if (start >>> 16 == GZIP) {
      return new GZIPInputStream(in);
    }
    if (start == XZ) {
      return new XZInputStream(in, XZ_MEMORY);
    }
    if (start >>> 8 == BZIP2) {
      return new Checked(new BZip2CompressorInputStream(in, true));
    }
    return start == ZSTD ? zstd(in) : in;
  }

  private static InputStream zstd(InputStream in) throws IOException {
    return NativeZstd.isAvailable()
        ? new com.github.luben.zstd.ZstdInputStream(in)
        : new Checked(new io.airlift.compress.zstd.ZstdInputStream(in));
  }

  /** Of decoders in Java that answer bad input with several unchecked exceptions. */
  private static final class Checked extends InputStream {
    private final InputStream in;

    Checked(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return in.read(into, offset, length);
      } catch (RuntimeException damaged) {
        throw new IOException(damaged.getMessage(), damaged);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
