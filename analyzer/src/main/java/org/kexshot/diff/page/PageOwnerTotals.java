package org.kexshot.diff.page;

import org.kexshot.owner.OwnerKind;

/**
 * Pages of one owner by how they changed.
 *
 * @param owner what the pages are
 * @param changed different in both images
 * @param appeared known in the second image only
 * @param vanished known in the first image only
 */
public record PageOwnerTotals(OwnerKind owner, long changed, long appeared, long vanished) {
  /** All of them. */
  public long total() {
    return changed + appeared + vanished;
  }
}
