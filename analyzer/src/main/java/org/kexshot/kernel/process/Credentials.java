package org.kexshot.kernel.process;

import java.util.List;

/**
 * On whose behalf a process runs, as the kernel stores it: ids of the initial user namespace.
 *
 * @param uid real user id
 * @param euid effective user id
 * @param suid saved user id
 * @param gid real group id
 * @param egid effective group id
 * @param sgid saved group id
 * @param groups supplementary groups
 * @param permitted capabilities, a bit each as {@code CAP_*} numbers them
 * @param effective those in effect
 * @param bounding those that it can ever get
 */
public record Credentials(
    long uid,
    long euid,
    long suid,
    long gid,
    long egid,
    long sgid,
    List<Long> groups,
    long permitted,
    long effective,
    long bounding) {
  public Credentials {
    groups = List.copyOf(groups);
  }
}
