package org.kexshot.kernel.process;

import java.util.Optional;

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
  /** The process, the descriptor and the path. */
  String title() {
    return "%d %s  %d  %s".formatted(pid, comm, fd, path.orElse("(path unreadable)"));
  }
}
