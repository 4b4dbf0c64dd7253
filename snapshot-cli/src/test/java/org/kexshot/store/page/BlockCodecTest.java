package org.kexshot.store.page;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;
import org.kexshot.store.file.RepositoryException;

class BlockCodecTest {
  /**
   * A copy from zero bytes back repeats what the buffer held before (CVE-2025-67721). Such a block
   * with a right checksum is damage that only unpacking finds.
   */
  @Test
  void anLz4BlockCopiesNothingThatItDidNotUnpack() {
    byte[] bytes = lz4();
    StoredBlock block = new StoredBlock(BlockCodec.LZ4, 1, StoredBlock.crc(bytes), bytes);
    assertThatThrownBy(() -> block.decompress("00000001.pack, block 3"))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("00000001.pack, block 3")
        .hasMessageContaining("does not unpack as LZ4");
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
