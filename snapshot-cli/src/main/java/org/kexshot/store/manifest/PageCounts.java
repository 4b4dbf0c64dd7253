package org.kexshot.store.manifest;

/**
 * Page frames of a snapshot, by what the snapshot holds of them. A frame that is no RAM is not
 * counted.
 *
 * @param kept contents are stored, zero pages not among them
 * @param zero known to hold nothing but zeros
 * @param excluded excluded by the dump level; contents unknown
 * @param unreadable should be there but could not be read
 */
public record PageCounts(long kept, long zero, long excluded, long unreadable) {
  /** All page frames of RAM. */
  public long total() {
    return kept + zero + excluded + unreadable;
  }
}
