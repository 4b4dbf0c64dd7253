package org.kexshot.diff.page;

import org.kexshot.memory.PageState;

/**
 * What can be said of one page frame in two images. A page that an image excluded is unknown there,
 * never equal and never zero; of one that should be there and could not be read nothing is said. A
 * frame that is RAM in neither image is not spoken of.
 */
public enum PageChange {
  /** Known in both, and the same. */
  SAME,
  /** Known in both, and different. */
  CHANGED,
  /** Known in the second image only; the first excluded it, or has no such RAM. */
  APPEARED,
  /** Known in the first image only; the second excluded it, or has no such RAM. */
  VANISHED,
  /** Known in neither, or damaged or missing in one. */
  UNKNOWN;

  /** Whether the images are known to differ. */
  public boolean differs() {
    return this == CHANGED || this == APPEARED || this == VANISHED;
  }

  /** The change, by the states in both images and whether present contents are equal. */
  public static PageChange of(PageState first, PageState second, boolean equal) {
    if (first == PageState.UNREADABLE || second == PageState.UNREADABLE) {
      return UNKNOWN;
    }
    if (first == PageState.PRESENT) {
      if (second == PageState.PRESENT) {
        return equal ? SAME : CHANGED;
      }
      return VANISHED;
    }
    return second == PageState.PRESENT ? APPEARED : UNKNOWN;
  }
}
