package org.kexshot.capture.memory;

import java.nio.ByteBuffer;
import org.kexshot.address.Page;

/**
 * The checksum that the program in physical mode computes as it copies: the sum of all words, and
 * the sum of that sum after each page, which tells pages in another order. Words and sums have the
 * machine's width.
 */
final class WordSums {
  private final boolean narrow;
  private long sum;
  private long sumOfSums;

  WordSums(int wordBytes) {
    this.narrow = wordBytes == 4;
  }

  /** Adds the next page, and advances the buffer. */
  void addPage(ByteBuffer pages) {
    int end = pages.position() + Page.SIZE;
    long page = 0;
    if (narrow) {
      for (int at = pages.position(); at < end; at += Integer.BYTES) {
        page += pages.getInt(at);
      }
    } else {
      for (int at = pages.position(); at < end; at += Long.BYTES) {
        page += pages.getLong(at);
      }
    }
    pages.position(end);
    sum += page;
    sumOfSums += sum;
  }

  long sum() {
    return narrow ? sum & 0xffff_ffffL : sum;
  }

  long sumOfSums() {
    return narrow ? sumOfSums & 0xffff_ffffL : sumOfSums;
  }
}
