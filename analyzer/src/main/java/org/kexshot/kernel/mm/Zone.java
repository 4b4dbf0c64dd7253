package org.kexshot.kernel.mm;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A zone of physical memory.
 *
 * @param node NUMA node
 * @param name e.g. {@code Normal}
 * @param startPfn its first page frame
 * @param spannedPages frames from its first to its last
 * @param presentPages frames that are RAM
 * @param managedPages frames that the allocator was given
 * @param freePages free frames, as the kernel counts them
 * @param unusedPages free frames with those that processors hold back to hand them out quickly;
 *     empty if it is not known how many
 * @param freeBlocks number of free blocks of each order, as {@code /proc/buddyinfo} shows them
 * @param address kernel virtual address of its {@code struct zone}
 */
public record Zone(
    int node,
    String name,
    long startPfn,
    long spannedPages,
    long presentPages,
    long managedPages,
    long freePages,
    Optional<Long> unusedPages,
    List<Long> freeBlocks,
    long address) {
  public Zone {
    freeBlocks = List.copyOf(freeBlocks);
  }

  String title() {
    return "node %d %s".formatted(node, name);
  }

  String shownBlocks() {
    return freeBlocks.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
