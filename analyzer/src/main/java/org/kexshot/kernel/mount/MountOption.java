package org.kexshot.kernel.mount;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a mount or its file system was told beside being read-only: a flag, as {@code
 * include/linux/mount.h} and {@code include/linux/fs.h} number them.
 */
enum MountOption {
  NOSUID(0x01, 0),
  NODEV(0x02, 0),
  NOEXEC(0x04, 0),
  NOATIME(0x08, 0),
  NODIRATIME(0x10, 0),
  RELATIME(0x20, 0),
  NOSYMFOLLOW(0x80, 0),
  SYNC(0, 1 << 4),
  MAND(0, 1 << 6),
  DIRSYNC(0, 1 << 7),
  LAZYTIME(0, 1 << 25);

  private final long mount;
  private final long fileSystem;

  MountOption(long mount, long fileSystem) {
    this.mount = mount;
    this.fileSystem = fileSystem;
  }

  /**
   * Those that are set, by name.
   *
   * @param mount {@code mnt_flags} of a {@code struct vfsmount}
   * @param fileSystem {@code s_flags} of a {@code struct super_block}
   */
  static List<String> of(long mount, long fileSystem) {
    return Arrays.stream(values())
        .filter(option -> (mount & option.mount) != 0 || (fileSystem & option.fileSystem) != 0)
        .map(option -> option.name().toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }
}
