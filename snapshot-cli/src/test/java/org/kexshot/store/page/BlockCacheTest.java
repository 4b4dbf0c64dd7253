package org.kexshot.store.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockCacheTest {
  private static final int BLOCKS = 64;

  @Test
  void aBlockIsFoundUnderItsOwnPackAndNumberAlone() {
    BlockCache cache = new BlockCache(BLOCKS);
    byte[] pages = {1, 2, 3};
    keep(cache, 3, 7, pages);
    assertThat(cache.find(3, 7).pages()).isSameAs(pages);
    assertThat(cache.find(3, 8)).isNull();
    assertThat(cache.find(4, 7)).isNull();
    assertThat(cache.find(3, 7 + BLOCKS)).isNull();
  }

  @Test
  void aBlockTakesThePlaceOfAnotherAndMemoryStaysBounded() {
    BlockCache cache = new BlockCache(BLOCKS);
    for (int block = 0; block < 10 * BLOCKS; block++) {
      keep(cache, 1, block, new byte[] {(byte) block});
    }
    int held = 0;
    for (int block = 0; block < 10 * BLOCKS; block++) {
      held += cache.find(1, block) == null ? 0 : 1;
    }
    assertThat(held).isEqualTo(BLOCKS);
    assertThat(cache.find(1, 10 * BLOCKS - 1).pages()).containsExactly((byte) (10 * BLOCKS - 1));
  }

  @Test
  void itHoldsNoMoreThanItsMost() {
    BlockCache cache = new BlockCache(Long.MAX_VALUE);
    byte[] first = {1};
    keep(cache, 0, 0, first);
    keep(cache, 0, 1023, new byte[] {2});
    assertThat(cache.find(0, 0).pages()).isSameAs(first);
    keep(cache, 0, 1024, new byte[] {3});
    assertThat(cache.find(0, 0)).isNull();
  }

  private static void keep(BlockCache cache, int pack, long block, byte[] pages) {
    cache.keep(new BlockCache.Block(pack, block, 0, pages));
  }
}
