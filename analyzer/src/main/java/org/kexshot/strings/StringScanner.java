package org.kexshot.strings;

/**
 * Finds all strings of a least length in bytes. A string is as long as can be: the characters
 * before and behind it are not printable, or not well-formed. Immutable, for any number of threads;
 * allocates nothing.
 *
 * <p>Cost: of text a step for each byte. Elsewhere one byte of so many as the least length decides
 * that no string is near, as in the search of Boyer and Moore.
 */
public final class StringScanner {
  /** As {@code strings} prints by default, plus two: shorter ones are mostly chance. */
  public static final int LEAST = 6;

  private static final boolean[] ASCII = new boolean[256];

  /** What may be part of a string of ASCII or UTF-8. */
  private static final boolean[] TEXT = new boolean[256];

  static {
    for (int value = 0; value < 256; value++) {
      ASCII[value] = value >= ' ' && value <= '~' || value == '\t';
      TEXT[value] = ASCII[value] || value >= 0x80 && value <= 0xf4 && (value & 0xfe) != 0xc0;
    }
  }

  private final int least;

  /**
   * @param least characters of a string
   */
  public StringScanner(int least) {
    if (least < 1) {
      throw new IllegalArgumentException("a string of %d characters".formatted(least));
    }
    this.least = least;
  }

  /** Whether a byte is a character of a string of ASCII. */
  public static boolean isPrintable(byte value) {
    return ASCII[value & 0xff];
  }

  /**
   * Visits the strings of bytes {@code from} to {@code to}: those of ASCII and UTF-8 in their
   * order, then those of UTF-16.
   */
  public void scan(byte[] bytes, int from, int to, StringVisitor visitor) {
    scanText(bytes, from, to, TEXT, visitor);
    scanUtf16(bytes, from, to, visitor);
  }

  /** Visits the strings of ASCII alone, whatever is beside them, as {@code strings} does. */
  public void scanAscii(byte[] bytes, int from, int to, StringVisitor visitor) {
    scanText(bytes, from, to, ASCII, visitor);
  }

  private void scanText(byte[] bytes, int from, int to, boolean[] wanted, StringVisitor visitor) {
    int start = from;
    while (to - start >= least) {
      int probe = start + least - 1;
      while (probe >= start && wanted[bytes[probe] & 0xff]) {
        probe--;
      }
      if (probe >= start) {
        start = probe + 1;
        continue;
      }
      int end = start + least;
      while (end < to && wanted[bytes[end] & 0xff]) {
        end++;
      }
      split(bytes, start, end, visitor);
      start = end + 1;
    }
  }

  /** Visits the strings of a run of bytes that may all be text. */
  private void split(byte[] bytes, int from, int to, StringVisitor visitor) {
    int start = from;
    int characters = 0;
    StringEncoding encoding = StringEncoding.ASCII;
    int at = from;
    while (at < to) {
      int length = bytes[at] >= 0 ? 1 : sequence(bytes, at, to);
      if (length == 0) {
        visit(start, at, characters, encoding, visitor);
        at++;
        start = at;
        characters = 0;
        encoding = StringEncoding.ASCII;
      } else {
        encoding = length > 1 ? StringEncoding.UTF_8 : encoding;
        characters++;
        at += length;
      }
    }
    visit(start, to, characters, encoding, visitor);
  }

  private void visit(
      int start, int end, int characters, StringEncoding encoding, StringVisitor visitor) {
    if (characters >= least) {
      visitor.string(start, end - start, encoding);
    }
  }

  /**
   * Bytes of the sequence that begins with a byte of 0x80 or more; 0 if it is not well-formed
   * (table 3-7 of the Unicode standard) or is a control character.
   */
  private static int sequence(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xff;
    int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || to - at < length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    int lowest = lead == 0xc2 || lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  private void scanUtf16(byte[] bytes, int from, int to, StringVisitor visitor) {
    // Of bytes of a string, all but the last one have their character or its second byte beside.
    int stride = 2 * least - 1;
    int done = from;
    int probe = from + stride - 1;
    while (probe < to - 1) {
      int character = character(bytes, from, probe);
      if (character < done) {
        probe += stride;
        continue;
      }
      int start = character;
      while (start - 2 >= done && isUnit(bytes, start - 2)) {
        start -= 2;
      }
      int end = character + 2;
      while (end < to - 1 && isUnit(bytes, end)) {
        end += 2;
      }
      visit(start, end, (end - start) / 2, StringEncoding.UTF_16LE, visitor);
      done = end;
      probe = end + stride - 1;
    }
  }

  /** Where the character that a byte is part of begins; -1 if it is of none. */
  private static int character(byte[] bytes, int from, int at) {
    if (bytes[at] != 0) {
      return isUnit(bytes, at) ? at : -1;
    }
    return at > from && isUnit(bytes, at - 1) ? at - 1 : -1;
  }

  private static boolean isUnit(byte[] bytes, int at) {
    return bytes[at + 1] == 0 && ASCII[bytes[at] & 0xff];
  }
}
