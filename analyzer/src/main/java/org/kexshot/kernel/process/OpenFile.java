package org.kexshot.kernel.process;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file that a process holds open. What could not be read is empty.
 *
 * @param pid process id
 * @param comm the process's name
 * @param fd file descriptor
 * @param path as {@code /proc/PID/fd} shows it
 * @param mode {@code r}, {@code w} or {@code rw}
 * @param position byte offset of the next read or write
 * @param inode inode number; 0 without one
 * @param device {@code major:minor} of the file system's device
 * @param address kernel virtual address of its {@code struct file}
 */
public record OpenFile(
    int pid,
    String comm,
    int fd,
    Optional<String> path,
    String mode,
    long position,
    Optional<Long> inode,
    Optional<String> device,
    long address) {
  /** What has no path is called by its type and inode number. */
  private static final Pattern INODE = Pattern.compile("^([a-z]+:)\\[\\d+]$");

  /** The path; {@code socket:[4711]} and its like without the inode number. */
  Optional<String> pathAcrossBoots() {
    return path.map(shown -> INODE.matcher(shown).replaceFirst("$1[0]"));
  }

  /** The process, the descriptor and the path. */
  String title() {
    return "%d %s  %d  %s".formatted(pid, comm, fd, path.orElse("(path unreadable)"));
  }
}
