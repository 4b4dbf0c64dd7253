package org.kexshot.diff.memory;

import java.util.List;
import java.util.Optional;

/**
 * Whose the bytes are that changed.
 *
 * @param changes by owner and member; those of one owner kind lie together, most objects first
 * @param changedBytes of pages that both images have
 * @param freeBytes how many of them lie in pages, and in objects of slabs, that are free in the
 *     second image
 * @param unownedBytes how many of the others have no owner: the kernel uses their pages, and
 *     nothing tells for what
 * @param unreadablePages changed pages of which one could not be read when it came to its bytes
 * @param notCompared why no owners were looked for, which says nothing of the memory
 */
public record MemoryDifference(
    List<MemoryChange> changes,
    long changedBytes,
    long freeBytes,
    long unownedBytes,
    long unreadablePages,
    Optional<String> notCompared) {
  public MemoryDifference {
    changes = List.copyOf(changes);
  }

  /** Why no owners were looked for. */
  public static MemoryDifference notCompared(String reason) {
    return new MemoryDifference(List.of(), 0, 0, 0, 0, Optional.of(reason));
  }
}
