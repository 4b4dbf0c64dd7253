package org.kexshot.kernel.fs;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.structure.PerCpuCounter;

/**
 * What a tmpfs holds, as {@code df} and {@code df -i} show it. Source: {@code mm/shmem.c}, {@code
 * shmem_statfs}; {@code include/linux/shmem_fs.h}.
 *
 * @param files inodes; empty for a tmpfs without a limit of them, of which the kernel keeps no
 *     count
 * @param pages of their contents, swapped ones too; empty for a tmpfs without a limit of size
 */
public record TmpfsUse(OptionalLong files, OptionalLong pages) {
  /** {@code BOGO_INODE_SIZE}: what an inode takes of {@code free_ispace}. */
  private static final long INODE_SPACE = 1024;

  /**
   * Reads it.
   *
   * @param superBlock kernel virtual address of the tmpfs's {@code struct super_block}
   * @throws IOException if it cannot be read, or the kernel has other types
   */
  public static TmpfsUse of(KernelImage image, long superBlock) throws IOException {
    long address = image.struct("super_block", superBlock).pointer("s_fs_info");
    KernelStruct info = image.struct("shmem_sb_info", address);
    long maxFiles = info.number("max_inodes");
    long maxPages = info.number("max_blocks");
    return new TmpfsUse(
        maxFiles == 0 ? OptionalLong.empty() : OptionalLong.of(maxFiles - freeFiles(info)),
        maxPages == 0
            ? OptionalLong.empty()
            : OptionalLong.of(PerCpuCounter.sum(image, info.embedded("used_blocks"))));
  }

  /** Counted by the space that inodes and their attributes take since 6.6. */
  private static long freeFiles(KernelStruct info) throws IOException {
    return info.has("free_ispace")
        ? info.number("free_ispace") / INODE_SPACE
        : info.number("free_inodes");
  }
}
