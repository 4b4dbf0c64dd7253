package org.kexshot.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;

class TmpfsUseTest {
  private final FakeKernel kernel = new FakeKernel();

  private long superBlock(String free, long freeValue, long maxFiles, long maxPages)
      throws IOException {
    kernel
        .define("percpu_counter", "count: long long")
        .define(
            "shmem_sb_info",
            "max_blocks: int",
            "used_blocks: percpu_counter",
            "max_inodes: int",
            free + ": int")
        .define("super_block", "s_fs_info: *char");
    long info = kernel.allocate("shmem_sb_info");
    kernel.set(info, "shmem_sb_info", "max_blocks", maxPages);
    kernel.set(info, "shmem_sb_info", "used_blocks.count", 30);
    kernel.set(info, "shmem_sb_info", "max_inodes", maxFiles);
    kernel.set(info, "shmem_sb_info", free, freeValue);
    long superBlock = kernel.allocate("super_block");
    kernel.set(superBlock, "super_block", "s_fs_info", info);
    return superBlock;
  }

  @Test
  void filesAreThoseThatAreNotFree() throws IOException {
    long superBlock = superBlock("free_inodes", 900, 1000, 50);
    assertThat(TmpfsUse.of(kernel.open(), superBlock))
        .isEqualTo(new TmpfsUse(OptionalLong.of(100), OptionalLong.of(30)));
  }

  @Test
  void laterKernelsCountTheSpaceOfFiles() throws IOException {
    long superBlock = superBlock("free_ispace", 900 * 1024 + 100, 1000, 50);
    assertThat(TmpfsUse.of(kernel.open(), superBlock).files()).hasValue(100);
  }

  @Test
  void whatHasNoLimitIsNotCounted() throws IOException {
    long superBlock = superBlock("free_inodes", 0, 0, 0);
    assertThat(TmpfsUse.of(kernel.open(), superBlock))
        .isEqualTo(new TmpfsUse(OptionalLong.empty(), OptionalLong.empty()));
  }
}
