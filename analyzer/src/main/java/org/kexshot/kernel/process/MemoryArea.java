package org.kexshot.kernel.process;

import java.util.Optional;

/**
 * A range of a process's virtual memory with one purpose, a VMA. What could not be read is empty.
 *
 * @param pid process id
 * @param comm the process's name
 * @param start first address, in the process's space
 * @param end one past the last
 * @param permissions as {@code /proc/PID/maps} shows them, e.g. {@code r-xp}
 * @param offset byte offset in the file; 0 without one
 * @param device {@code major:minor} of the file's device
 * @param inode the file's inode number; 0 without one
 * @param name the file's path, or {@code [heap]}, {@code [stack]}, {@code [vdso]}; empty for others
 * @param address kernel virtual address of its {@code struct vm_area_struct}
 */
public record MemoryArea(
    int pid,
    String comm,
    long start,
    long end,
    String permissions,
    long offset,
    Optional<String> device,
    Optional<Long> inode,
    Optional<String> name,
    long address) {
  public boolean contains(long virtualAddress) {
    return Long.compareUnsigned(virtualAddress - start, end - start) < 0;
  }

  /** The name; empty text of anonymous memory, which has none, and nothing if it is unknown. */
  Optional<String> nameAcrossBoots() {
    return name.or(() -> inode.filter(number -> number == 0).map(none -> ""));
  }

  /** The process, the range and what is mapped. */
  String title() {
    return "%d %s  0x%x-0x%x %s  %s"
        .formatted(pid, comm, start, end, permissions, name.orElse("(anonymous)"));
  }
}
