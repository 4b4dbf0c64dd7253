package org.kexshot.store.page;

import java.util.List;

/**
 * What storing a snapshot cost.
 *
 * @param newPages distinct pages that no earlier snapshot had
 * @param sharedPages page frames whose contents the repository had already, among them repeats
 *     within this snapshot
 * @param mapBytes length of the page map's file
 * @param packs written for this snapshot; none if every page was there
 */
public record StorageUse(long newPages, long sharedPages, long mapBytes, List<PackSummary> packs) {
  public StorageUse {
    packs = List.copyOf(packs);
  }

  /** Bytes that this snapshot added to the repository, its manifest apart. */
  public long newBytes() {
    return mapBytes + packs.stream().mapToLong(PackSummary::bytes).sum();
  }
}
