package org.kexshot.diff;

import org.kexshot.memory.PageState;

/**
 * What can be said of one page frame in two images. A page that an image excluded is unknown there,
 * never equal and never zero. A frame that is RAM in neither image is not spoken of.
 */
public enum PageChange {
  /** Known in both, and the same. */
  SAME,
  /** Known in both, and different. */
  CHANGED,
  /** Known in the second image only; the first left it out or could not read it. */
  APPEARED,
  /** Known in the first image only. */
  VANISHED,
  /** Known in neither. */
  UNKNOWN;

  /** The change, by the states in both images and whether present contents are equal. */
  public static PageChange of(PageState first, PageState second, boolean equal) {
    if (first == PageState.PRESENT) {
      if (second == PageState.PRESENT) {
        return equal ? SAME : CHANGED;
      }
      return VANISHED;
    }
    return second == PageState.PRESENT ? APPEARED : UNKNOWN;
  }
}
