package org.kexshot.diff.page;

import java.io.IOException;

/**
 * Digests of the pages of an image, by which pages of equal contents are found wherever they lie.
 * Of two pages with the same digest it is taken that they are equal: digests are 64 bits of a
 * cryptographic hash, so that of 2^32 different pages two have the same one.
 */
public interface PageDigests {
  /** Receives the pages of an image, in whatever order. */
  interface Visitor {
    /** A page that holds more than zeros. */
    void page(long frame, long digest);

    /** Neighbouring pages that hold nothing but zeros. */
    void zeros(long firstFrame, long count);
  }

  /** One past the highest frame that is visited. */
  long endFrame() throws IOException;

  /** How many pages are visited that hold more than zeros, at most. */
  long pages() throws IOException;

  /**
   * Visits each page whose contents are known, the same ones each time; what was excluded or cannot
   * be read is passed over.
   *
   * @throws IOException if the file fails
   */
  void forEach(Visitor visitor) throws IOException;
}
