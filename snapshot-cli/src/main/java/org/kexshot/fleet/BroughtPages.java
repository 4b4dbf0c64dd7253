package org.kexshot.fleet;

import org.kexshot.index.text.PageNumbers;

/**
 * The pages of a repository that a snapshot was the first to hold.
 *
 * @param snapshotId full id
 * @param label of the snapshot
 * @param machine the machine's name; empty if it is not known
 * @param pages numbers of those that are to be on a server
 */
public record BroughtPages(String snapshotId, String label, String machine, PageNumbers pages) {
  boolean isEmpty() {
    return pages.count() == 0;
  }

  /** The same with those pages alone that are in a set. */
  public BroughtPages within(PageNumbers wanted) {
    return new BroughtPages(snapshotId, label, machine, pages.within(wanted));
  }
}
