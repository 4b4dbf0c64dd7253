package org.kexshot.kernel.cred;

import java.util.List;

/**
 * On whose behalf a process runs, as the kernel stores it: ids of the initial user namespace.
 *
 * @param uid real user id
 * @param euid effective user id
 * @param suid saved user id
 * @param fsuid user id for access to files
 * @param gid real group id
 * @param egid effective group id
 * @param sgid saved group id
 * @param fsgid group id for access to files
 * @param groups supplementary groups
 * @param permitted capabilities, a bit each as {@code CAP_*} numbers them
 * @param effective those in effect
 * @param bounding those that it can ever get
 */
public record Credentials(
    long uid,
    long euid,
    long suid,
    long fsuid,
    long gid,
    long egid,
    long sgid,
    long fsgid,
    List<Long> groups,
    long permitted,
    long effective,
    long bounding) {
  public Credentials {
    groups = List.copyOf(groups);
  }

  /** As {@code /proc/PID/status} has them: real, effective, saved, and for files. */
  public List<Long> uids() {
    return List.of(uid, euid, suid, fsuid);
  }

  /** Of groups, in the same order. */
  public List<Long> gids() {
    return List.of(gid, egid, sgid, fsgid);
  }

  /** The capabilities in effect, hexadecimal. */
  public String capabilities() {
    return "0x%x".formatted(effective);
  }
}
