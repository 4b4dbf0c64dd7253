package org.kexshot.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.Compressor;
import io.airlift.compress.lzo.LzoCompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;
import org.kexshot.format.kdump.PageUnpacker.CorruptPageException;
import org.kexshot.format.write.Compression;

class PageUnpackerTest {
  private static final int COPY = 64;

  /**
   * A copy from zero bytes back repeats what the buffer held before, which was another page's
   * (CVE-2025-67721).
   */
  @Test
  void aSnappyPageCopiesNothingThatItDidNotUnpack() {
    byte[] page = new byte[Page.SIZE];
    Arrays.fill(page, (byte) 's');
    byte[] packed = snappy(0);
    assertThatThrownBy(
            () -> new PageUnpacker().unpack(Compression.SNAPPY, packed, packed.length, page, 0))
        .isInstanceOf(CorruptPageException.class)
        .hasMessageContaining("SNAPPY data of " + packed.length + " bytes that does not unpack");
  }

  @Test
  void aSnappyPageThatCopiesItsOwnBytesIsGood() throws CorruptPageException {
    byte[] page = new byte[Page.SIZE];
    byte[] packed = snappy(COPY);
    new PageUnpacker().unpack(Compression.SNAPPY, packed, packed.length, page, 0);
    assertThat(page).containsOnly('a');
  }

  /** Whatever is damaged, a page that unpacks is made of its own bytes alone, by every codec. */
  @Property(tries = 100)
  void whatWasInTheBufferIsNeverSeen(@ForAll long seed) {
    Random random = new Random(seed);
    Compression compression = Compression.values()[random.nextInt(Compression.values().length)];
    byte[] packed = pack(compression, someText(random));
    for (int i = 0; i < 100; i++) {
      byte[] damaged = packed.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) (random.nextInt(8) * random.nextInt());
      }
      assertThat(unpack(compression, damaged, 0xaa)).isEqualTo(unpack(compression, damaged, 0x55));
    }
  }

  private static byte[] someText(Random random) {
    byte[] page = new byte[Page.SIZE];
    for (int i = 0; i < page.length; i++) {
      page[i] = (byte) (i < 64 || random.nextInt(20) == 0 ? random.nextInt(26) : page[i - 64]);
    }
    return page;
  }

  private static byte[] pack(Compression compression, byte[] page) {
    return switch (compression) {
      case NONE -> page;
      case ZLIB -> deflate(page);
      case LZO -> pack(new LzoCompressor(), page);
      case SNAPPY -> pack(new SnappyCompressor(), page);
      case ZSTD -> pack(new ZstdCompressor(), page);
    };
  }

  private static byte[] deflate(byte[] page) {
    Deflater deflater = new Deflater();
    deflater.setInput(page);
    deflater.finish();
    byte[] into = new byte[2 * Page.SIZE];
    int size = deflater.deflate(into);
    deflater.end();
    return Arrays.copyOf(into, size);
  }

  private static byte[] pack(Compressor compressor, byte[] page) {
    byte[] into = new byte[compressor.maxCompressedLength(page.length)];
    return Arrays.copyOf(into, compressor.compress(page, 0, page.length, into, 0, into.length));
  }

  /** The page, or null if it is corrupt. */
  private static byte[] unpack(Compression compression, byte[] packed, int before) {
    byte[] page = new byte[Page.SIZE];
    Arrays.fill(page, (byte) before);
    try {
      new PageUnpacker().unpack(compression, packed, packed.length, page, 0);
      return page;
    } catch (CorruptPageException e) {
      return null;
    }
  }

  /** A page of {@code a}: 64 of them as they are, then copies of 64 from some bytes back. */
  private static byte[] snappy(int back) {
    ByteBuffer packed = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    packed.put((byte) 0x80).put((byte) (Page.SIZE >>> 7));
    packed.put((byte) (60 << 2)).put((byte) (COPY - 1));
    for (int i = 0; i < COPY; i++) {
      packed.put((byte) 'a');
    }
    for (int at = COPY; at < Page.SIZE; at += COPY) {
      packed.put((byte) (COPY - 1 << 2 | 2)).putShort((short) back);
    }
    return Arrays.copyOf(packed.array(), packed.position());
  }
}
