package org.kexshot.kernel.mount;

import java.util.List;
import java.util.Optional;

/**
 * A mounted file system. What could not be read is empty.
 *
 * @param namespace inode number of its mount namespace, as {@code /proc/PID/ns/mnt} shows it
 * @param id mount id, as {@code /proc/PID/mountinfo} shows it
 * @param parentId that of the mount it is on
 * @param device {@code major:minor} of the file system's device
 * @param root the directory of the file system that is mounted
 * @param target where it is mounted
 * @param type of the file system
 * @param source the device or name given to mount
 * @param readOnly whether this mount or its file system is read-only; of a file system that cannot
 *     be read, the mount only
 * @param options the others of the mount and its file system, as {@code mount -o} takes them, by
 *     name; of a file system that cannot be read, those of the mount only
 * @param superBlock kernel virtual address of its {@code struct super_block}
 */
public record Mount(
    long namespace,
    int id,
    Optional<Integer> parentId,
    Optional<String> device,
    Optional<String> root,
    Optional<String> target,
    Optional<String> type,
    Optional<String> source,
    boolean readOnly,
    List<String> options,
    long superBlock) {
  public Mount {
    options = List.copyOf(options);
  }

  /** As {@code mount} prints it. */
  String title() {
    return "%s on %s type %s".formatted(source.orElse("?"), target.orElse("?"), type.orElse("?"));
  }
}
