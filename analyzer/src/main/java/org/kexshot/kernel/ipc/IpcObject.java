package org.kexshot.kernel.ipc;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An object of System V IPC, as {@code ipcs} lists it. What could not be read is empty.
 *
 * @param type what it is
 * @param namespace inode number of its IPC namespace, as {@code /proc/PID/ns/ipc} shows it
 * @param key by which processes find it; 0 for a private one
 * @param id in its namespace
 * @param uid owner's user id, as the kernel stores it (initial user namespace)
 * @param gid owner's group id
 * @param mode permission bits and flags
 * @param bytes of a segment, or of the messages in a queue; empty for semaphores
 * @param count of semaphores in a set, or messages in a queue; empty for a segment
 * @param creator process id of who made a segment
 * @param last process id of the last that attached or detached a segment, or sent a message
 * @param processes that have the segment attached, or the semaphores' undo list, by process id
 * @param address kernel virtual address of its {@code struct kern_ipc_perm}
 */
public record IpcObject(
    Type type,
    long namespace,
    long key,
    int id,
    long uid,
    long gid,
    int mode,
    Optional<Long> bytes,
    Optional<Long> count,
    Optional<Integer> creator,
    Optional<Integer> last,
    Optional<List<Integer>> processes,
    long address) {
  /** In the order of {@code ipc_namespace.ids}, {@code ipc/util.h}. */
  public enum Type {
    SEMAPHORES,
    MESSAGES,
    SHARED_MEMORY;

    /** In small letters. */
    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Permission bits alone. */
  private static final int PERMISSIONS = 0777;

  /** Type, key and id. */
  String title() {
    return "%s  key %s  id %d".formatted(type.words(), shownKey(), id);
  }

  /** As {@code ipcs} prints it. */
  String shownKey() {
    return "0x%08x".formatted(key);
  }

  /** As {@code ipcs} prints it, in octal. */
  String permissions() {
    return Integer.toOctalString(mode & PERMISSIONS);
  }
}
