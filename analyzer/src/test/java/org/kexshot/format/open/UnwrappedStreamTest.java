package org.kexshot.format.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.airlift.compress.bzip2.BZip2HadoopStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.format.DumpFormatException;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class UnwrappedStreamTest {
  /** What packs. */
  enum Packer {
    GZIP {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new GZIPOutputStream(out);
      }
    },
    XZ {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new XZOutputStream(out, new LZMA2Options(0));
      }
    },
    ZSTD {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new ZstdOutputStream(out).setChecksum(true);
      }
    },
    BZIP2 {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new BZip2HadoopStreams().createOutputStream(out);
      }
    };

    abstract OutputStream open(OutputStream out) throws IOException;

    byte[] pack(byte[] bytes) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = open(packed)) {
        out.write(bytes);
      }
      return packed.toByteArray();
    }
  }

  /** Gives a byte at a time, and never says that there are more, as an empty pipe does. */
  private static final class Trickle extends FilterInputStream {
    Trickle(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return super.read(into, offset, Math.min(1, length));
    }

    @Override
    public int available() {
      return 0;
    }
  }

  /** Text, runs of zeros and noise; more than a block of bzip2. */
  private static byte[] dump() {
    byte[] bytes = new byte[1_100_000];
    Random random = new Random(5);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          (byte) (i % 9000 < 3000 ? 0 : i % 9000 < 8000 ? random.nextInt(4) : random.nextInt());
    }
    return bytes;
  }

  private static byte[] read(InputStream packed) throws IOException {
    try (InputStream stream = new UnwrappedStream(packed, "the dump")) {
      return stream.readAllBytes();
    }
  }

  private static byte[] read(byte[] packed) throws IOException {
    return read(new ByteArrayInputStream(packed));
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void whatIsNotPackedIsGivenAsItIs() throws IOException {
    assertThat(read(dump())).isEqualTo(dump());
    assertThat(read(new byte[0])).isEmpty();
    assertThat(read(new byte[] {0x1f})).containsExactly(0x1f);
  }

  @ParameterizedTest
  @EnumSource
  void packedOnceAndTwice(Packer packer) throws IOException {
    byte[] once = packer.pack(dump());
    assertThat(read(once)).isEqualTo(dump());
    assertThat(read(new Trickle(once))).isEqualTo(dump());
    assertThat(read(Packer.GZIP.pack(once))).isEqualTo(dump());
    assertThat(read(Packer.XZ.pack(once))).isEqualTo(dump());
    byte[] thrice = Packer.GZIP.pack(Packer.ZSTD.pack(once));
    assertThatThrownBy(() -> read(thrice))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageContaining(
            "packed by gzip and zstd, and once more by " + packer.name().toLowerCase());
  }

  /** As parallel packers write, and {@code cat}. */
  @ParameterizedTest
  @EnumSource
  void streamsOneAfterAnotherAreOne(Packer packer) throws IOException {
    byte[] both = join(packer.pack(dump()), packer.pack(new byte[] {1, 2, 3}));
    assertThat(read(both)).isEqualTo(join(dump(), new byte[] {1, 2, 3}));
    assertThat(read(new Trickle(both))).isEqualTo(join(dump(), new byte[] {1, 2, 3}));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCutOffSaysWhere(Packer packer) throws IOException {
    byte[] packed = packer.pack(dump());
    for (int length : new int[] {5, packed.length / 2, packed.length - 1}) {
      assertThatThrownBy(() -> read(Arrays.copyOf(packed, length)))
          .as("%d of %d", length, packed.length)
          .isInstanceOf(DumpFormatException.class)
          .hasMessageContaining("the dump")
          .hasMessageContaining("0x%x".formatted(length))
          .hasMessageContaining("packed by " + packer.name().toLowerCase());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDamagedIsNotTakenForADump(Packer packer) throws IOException {
    byte[] packed = packer.pack(dump());
    Random random = new Random(7);
    for (int i = 0; i < 10; i++) {
      byte[] damaged = packed.clone();
      damaged[20 + random.nextInt(packed.length - 20)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(read(damaged)).isEqualTo(dump());
      } catch (DumpFormatException said) {
        assertThat(said).hasMessageContaining("damaged or cut off");
      }
    }
  }
}
