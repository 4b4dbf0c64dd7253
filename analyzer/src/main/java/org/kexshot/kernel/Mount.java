package org.kexshot.kernel;

/**
 * A mounted file system.
 *
 * @param namespace inode number of its mount namespace, as {@code /proc/PID/ns/mnt} shows it
 * @param id mount id, as {@code /proc/PID/mountinfo} shows it
 * @param parentId that of the mount it is on
 * @param device {@code major:minor} of the file system's device
 * @param root the directory of the file system that is mounted
 * @param target where it is mounted
 * @param type of the file system
 * @param source the device or name given to mount
 * @param readOnly whether this mount or its file system is read-only
 * @param superBlock kernel virtual address of its {@code struct super_block}
 */
public record Mount(
    long namespace,
    int id,
    int parentId,
    String device,
    String root,
    String target,
    String type,
    String source,
    boolean readOnly,
    long superBlock) {}
