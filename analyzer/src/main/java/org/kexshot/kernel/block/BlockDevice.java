package org.kexshot.kernel.block;

import java.util.Optional;

/**
 * A disk or a partition of one.
 *
 * @param name as in {@code /dev}
 * @param device {@code major:minor}
 * @param bytes that it has
 * @param readOnly whether the kernel writes nothing to it
 * @param readAhead bytes that are read ahead; empty if it cannot be read
 * @param scheduler that orders requests to the disk, or {@code none}; empty if it cannot be read
 * @param address kernel virtual address of its {@code struct block_device}
 */
public record BlockDevice(
    String name,
    String device,
    long bytes,
    boolean readOnly,
    Optional<Long> readAhead,
    Optional<String> scheduler,
    long address) {
  String shownMode() {
    return readOnly ? "ro" : "rw";
  }
}
