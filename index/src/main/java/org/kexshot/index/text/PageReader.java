package org.kexshot.index.text;

import java.io.IOException;

/** Reads pages by the numbers that stand for their contents, now and for ever. */
@FunctionalInterface
public interface PageReader {
  /** Fills the array with a page. */
  void read(long page, byte[] into) throws IOException;
}
