package org.kexshot.kernel.pagecache;

/**
 * A file whose pages are in memory.
 *
 * @param path of the file, as {@link InodeNames} names it
 * @param type of its file system
 * @param inode inode number
 * @param mode permission bits, with those for set-user-ID, set-group-ID and sticky
 * @param uid of the owner
 * @param gid of the owner's group
 * @param generation tells files apart that had the number one after the other, where the file
 *     system numbers them
 * @param size bytes of the file
 * @param pages pages in memory, as the kernel counts them
 * @param address kernel virtual address of its {@code struct inode}
 */
public record CachedFile(
    String path,
    String type,
    long inode,
    int mode,
    long uid,
    long gid,
    long generation,
    long size,
    long pages,
    long address) {
  private static final int SET_USER_ID = 04000;

  /** As {@code chmod} takes them. */
  public String permissions() {
    return "%04o".formatted(mode);
  }

  /** Whether it runs as its owner, whoever starts it. */
  public boolean isSetUserId() {
    return (mode & SET_USER_ID) != 0;
  }
}
