package org.kexshot.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;
import org.kexshot.compress.ZstdDelta;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.RepositoryException;

class BlockCodecTest {
  private static final byte[] LIKE = new byte[Page.SIZE];

  private final BlockContexts contexts = new BlockContexts();

  @AfterTry
  @AfterEach
  void free() {
    contexts.close();
  }

  /**
   * A copy from zero bytes back repeats what the buffer held before (CVE-2025-67721). Such a block
   * with a right checksum is damage that only unpacking finds.
   */
  @Test
  void anLz4BlockCopiesNothingThatItDidNotUnpack() {
    byte[] bytes = lz4();
    StoredBlock block =
        new StoredBlock(
            BlockCodec.LZ4,
            1,
            0,
            StoredBlock.crc(FormatVersion.TWO, BlockCodec.LZ4, 1, 0, bytes),
            bytes);
    assertThatThrownBy(
            () ->
                block.decompress(
                    FormatVersion.TWO, contexts, "00000001.pack, block 3", StoredBlock.NO_ROOM))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("00000001.pack, block 3")
        .hasMessageContaining("does not unpack as LZ4");
  }

  /** An array that was offered may be larger than the pages, and holds what another block left. */
  @Test
  void aBlockIsUnpackedIntoTheRoomOfferedAndAsStrictly() throws Exception {
    byte[] page = new byte[Page.SIZE];
    Arrays.fill(page, (byte) 7);
    byte[] room = new byte[PackFormat.BLOCK_BYTES];
    for (BlockCodec codec : BlockCodec.values()) {
      byte[] bytes =
          codec == BlockCodec.DELTA ? delta(page) : codec.compress(contexts, page, page.length);
      Arrays.fill(room, (byte) 9);
      assertThat(unpacked(codec, 1, bytes, room)).as("%s", codec).isSameAs(room);
      assertThat(Arrays.copyOf(room, Page.SIZE)).as("%s", codec).isEqualTo(page);
      assertThatThrownBy(() -> unpacked(codec, 2, bytes, room))
          .as("%s, one page where two are said to be", codec)
          .isInstanceOf(RepositoryException.class);
    }
  }

  private byte[] unpacked(BlockCodec codec, int pages, byte[] bytes, byte[] room)
      throws RepositoryException {
    int crc = StoredBlock.crc(FormatVersion.TWO, codec, pages, 0, bytes);
    StoredBlock block = new StoredBlock(codec, pages, 0, crc, bytes);
    return codec == BlockCodec.DELTA
        ? block.difference(contexts, "a block", LIKE, room)
        : block.decompress(FormatVersion.TWO, contexts, "a block", room);
  }

  /** With a right checksum, as of a block that was made to deceive. */
  @Property(tries = 200)
  void whateverABlockHoldsItIsPagesOrDamage(@ForAll long seed, @ForAll BlockCodec codec) {
    Random random = new Random(seed);
    byte[] page = new byte[Page.SIZE];
    for (int i = 0; i < page.length; i++) {
      page[i] = (byte) random.nextInt(3);
    }
    byte[] bytes =
        codec == BlockCodec.DELTA ? delta(page) : codec.compress(contexts, page, page.length);
    for (int i = 0; i < 50; i++) {
      byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      for (int j = random.nextInt(4); j > 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      StoredBlock block =
          new StoredBlock(
              codec, 1, 0, StoredBlock.crc(FormatVersion.TWO, codec, 1, 0, damaged), damaged);
      try {
        byte[] pages =
            codec == BlockCodec.DELTA
                ? block.difference(contexts, "a block", LIKE, StoredBlock.NO_ROOM)
                : block.decompress(FormatVersion.TWO, contexts, "a block", StoredBlock.NO_ROOM);
        assertThat(pages).hasSize(Page.SIZE);
      } catch (RepositoryException damage) {
        assertThat(damage).hasMessageContaining("a block");
      }
    }
  }

  private static byte[] delta(byte[] page) {
    byte[] block = new byte[Long.BYTES + ZstdDelta.packedBound(page.length)];
    block[0] = 1;
    try (ZstdDelta delta = new ZstdDelta()) {
      int packed = delta.pack(page, page.length, LIKE, block, Long.BYTES);
      return Arrays.copyOf(block, Long.BYTES + packed);
    }
  }

  /** Eight bytes as they are, a copy of 4075 from zero bytes back, and the last thirteen. */
  private static byte[] lz4() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x8f);
    block.writeBytes(new byte[8]);
    block.write(0);
    block.write(0);
    int rest = Page.SIZE - 8 - 13 - 4 - 15;
    for (; rest >= 255; rest -= 255) {
      block.write(255);
    }
    block.write(rest);
    block.write(0xd0);
    block.writeBytes(new byte[13]);
    return block.toByteArray();
  }
}
