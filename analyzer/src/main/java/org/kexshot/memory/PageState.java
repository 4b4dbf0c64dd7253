package org.kexshot.memory;

/**
 * What an image can say of one page frame. Absent is not zero is not corrupt: only {@link #PRESENT}
 * has bytes. Of a frame of which a part is RAM, that part decides; where parts of it differ, the
 * worst does, since a page is kept whole or not.
 */
public enum PageState {
  /** All RAM of it can be read, unless it turns out to be corrupt. */
  PRESENT("present"),
  /** RAM that a filter excluded when the image was written; its contents are unknown. */
  EXCLUDED("excluded"),
  /** No RAM at that address, as far as the image tells. */
  NOT_RAM("not RAM"),
  /** RAM that should be there but lies beyond the end of an incomplete file, or failed to read. */
  UNREADABLE("unreadable");

  private final String words;

  PageState(String words) {
    this.words = words;
  }

  /** In words for a user. */
  public String words() {
    return words;
  }
}
