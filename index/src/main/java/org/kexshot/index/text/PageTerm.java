package org.kexshot.index.text;

import org.apache.lucene.util.BytesRef;

/**
 * A term of a page as a number of 32 bits, the first byte highest, so that numbers without a sign
 * are in the order of terms: three characters of seven bits each, or a byte that is no character
 * and says which edge, and one to three characters. No character is 0.
 */
final class PageTerm {
  static final int END = 0x80;
  static final int START = 0x81;

  private static final int BYTES = 4;

  private PageTerm() {}

  /** The term of three characters, by their number ({@link PageStrings}). */
  static int trigram(int trigram) {
    return trigram >> 14 << 24 | (trigram >> 7 & 0x7f) << 16 | (trigram & 0x7f) << 8;
  }

  /** The term of one to three characters at an edge. */
  static int edge(int which, String characters) {
    int term = which << 24;
    for (int i = 0; i < characters.length(); i++) {
      term |= characters.charAt(i) << 16 - 8 * i;
    }
    return term;
  }

  /** A term's bytes, new ones. */
  static BytesRef bytes(int term) {
    BytesRef bytes = new BytesRef(new byte[BYTES], 0, 0);
    write(term, bytes);
    return bytes;
  }

  /**
   * Writes a term's bytes.
   *
   * @param into has room for four
   */
  static void write(int term, BytesRef into) {
    int length = 0;
    for (int left = term; left != 0; left <<= 8) {
      into.bytes[length++] = (byte) (left >>> 24);
    }
    into.offset = 0;
    into.length = length;
  }
}
