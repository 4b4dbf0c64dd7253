package org.kexshot.index.text;

import java.util.Arrays;
import org.kexshot.strings.StringEncoding;
import org.kexshot.strings.StringScanner;

/**
 * What is indexed of one page: each sequence of three characters in its strings, in lower case, as
 * a number of 21 bits; and its last one, two and three characters, for texts that go on in another
 * page. Reused for many pages, by one thread.
 */
final class PageStrings {
  /** Characters of a text that is found for sure; shorter ones may stand alone in memory. */
  static final int LEAST = StringScanner.LEAST;

  private static final int SHIFT = 7;
  private static final int MASK = (1 << 3 * SHIFT) - 1;

  private final StringScanner scanner = new StringScanner(LEAST);
  private final long[] seen = new long[MASK + 1 >> 6];
  private int[] trigrams = new int[4096];
  private int count;
  private byte[] bytes;

  /** Takes a page. */
  void read(byte[] page, int offset, int length) {
    for (int i = 0; i < count; i++) {
      seen[trigrams[i] >> 6] = 0;
    }
    count = 0;
    bytes = page;
    scanner.scan(page, offset, offset + length, this::string);
  }

  private void string(int offset, int length, StringEncoding encoding) {
    int step = encoding == StringEncoding.UTF_16LE ? 2 : 1;
    int characters = 0;
    int trigram = 0;
    for (int at = offset; at < offset + length; at += step) {
      if (bytes[at] < 0) {
        characters = 0;
        continue;
      }
      trigram = (trigram << SHIFT | lower(bytes[at])) & MASK;
      if (++characters >= 3) {
        add(trigram);
      }
    }
  }

  private void add(int trigram) {
    long bit = 1L << trigram;
    if ((seen[trigram >> 6] & bit) == 0) {
      seen[trigram >> 6] |= bit;
      if (count == trigrams.length) {
        trigrams = Arrays.copyOf(trigrams, 2 * count);
      }
      trigrams[count++] = trigram;
    }
  }

  static int lower(int character) {
    return character >= 'A' && character <= 'Z' ? character | 0x20 : character;
  }

  /** The number of three characters of ASCII. */
  static int trigram(CharSequence text, int at) {
    return (lower(text.charAt(at)) << 2 * SHIFT)
        | (lower(text.charAt(at + 1)) << SHIFT)
        | lower(text.charAt(at + 2));
  }

  int count() {
    return count;
  }

  int trigram(int index) {
    return trigrams[index];
  }
}
