package org.kexshot.symbols;

import java.nio.charset.StandardCharsets;

/**
 * The names of kallsyms as the kernel stores them: each a length (one byte, or two with the first's
 * top bit set) and that many token numbers; a token is a short string in a table. A name's first
 * character is the symbol's type letter.
 *
 * <p>Source: {@code kernel/kallsyms.c}, {@code scripts/kallsyms.c}. Opening walks over the lengths
 * once and notes every 8th start, half a byte a name; the kernel notes every 256th, but looks up
 * few names. Immutable.
 */
final class CompressedNames {
  /** No name is longer ({@code KSYM_NAME_LEN}), type letter and all. */
  static final int MAX_NAME = 1024;

  private static final int STRIDE_SHIFT = 3;

  /** {@code kallsyms_markers} has every 256th name. */
  private static final int MARKER_SHIFT = 8;

  private final byte[] names;
  private final byte[] tokens;
  private final int[] tokenStarts;
  private final int[] tokenLengths;
  private final int[] starts;
  private final int count;
  private final int end;

  /**
   * @param names at least the names; what follows them does not matter
   * @param tokens NUL-terminated token strings
   * @param tokenStarts where each of the 256 tokens starts
   * @throws SymbolException if the names run beyond the bytes, or a token has no end
   */
  CompressedNames(byte[] names, int count, byte[] tokens, int[] tokenStarts)
      throws SymbolException {
    this.names = names;
    this.tokens = tokens;
    this.tokenStarts = tokenStarts;
    this.count = count;
    this.starts = new int[(count + (1 << STRIDE_SHIFT) - 1) >>> STRIDE_SHIFT];
    int at = 0;
    for (int i = 0; i < count; i++) {
      if ((i & (1 << STRIDE_SHIFT) - 1) == 0) {
        starts[i >>> STRIDE_SHIFT] = at;
      }
      if (at + 1 >= names.length) {
        throw new SymbolException(
            "kallsyms_names is not a table of names: the name at index %d of %d runs beyond its %d"
                    .formatted(i, count, names.length)
                + " bytes");
      }
      // As next() has it, but without a call, since this runs before the compiler has seen it.
      int length = names[at];
      at += length >= 0 ? 1 + length : 2 + (length & 0x7f | (names[at + 1] & 0xff) << 7);
    }
    this.end = at;
    if (end > names.length) {
      throw new SymbolException(
          "kallsyms_names is not a table of names: the last name ends at byte %d of %d"
              .formatted(end, names.length));
    }
    for (int start : tokenStarts) {
      if (start >= tokens.length) {
        throw new SymbolException(
            "kallsyms_token_index points at byte %d of a table of %d"
                .formatted(start, tokens.length));
      }
    }
    this.tokenLengths = new int[tokenStarts.length];
    for (int i = 0; i < tokenStarts.length; i++) {
      int stop = tokenStarts[i];
      while (stop < tokens.length && tokens[stop] != 0) {
        stop++;
      }
      tokenLengths[i] = stop - tokenStarts[i];
    }
  }

  int count() {
    return count;
  }

  /** One past the last name's last byte. */
  int end() {
    return end;
  }

  /** Start of every 256th name, as {@code kallsyms_markers} has it. */
  int[] markers() {
    int[] markers = new int[(count + (1 << MARKER_SHIFT) - 1) >>> MARKER_SHIFT];
    for (int i = 0; i < markers.length; i++) {
      markers[i] = starts[i << MARKER_SHIFT - STRIDE_SHIFT];
    }
    return markers;
  }

  private int next(int at) {
    int length = names[at];
    return length >= 0 ? at + 1 + length : at + 2 + (length & 0x7f | (names[at + 1] & 0xff) << 7);
  }

  private int start(int index) {
    int at = starts[index >>> STRIDE_SHIFT];
    for (int i = index & (1 << STRIDE_SHIFT) - 1; i > 0; i--) {
      at = next(at);
    }
    return at;
  }

  /**
   * Decodes a name with its type letter in front.
   *
   * @return bytes written; a name that does not fit is cut
   */
  int decode(int index, byte[] into) {
    int at = start(index);
    int stop = Math.min(next(at), names.length);
    int length = 0;
    for (at += names[at] >= 0 ? 1 : 2; at < stop; at++) {
      int token = tokenStarts[names[at] & 0xff];
      while (token < tokens.length && tokens[token] != 0 && length < into.length) {
        into[length++] = tokens[token++];
      }
    }
    return length;
  }

  /** Bytes of a name with its type letter. */
  private int length(int index) {
    int at = start(index);
    int stop = Math.min(next(at), names.length);
    int length = 0;
    for (at += names[at] >= 0 ? 1 : 2; at < stop; at++) {
      length += tokenLengths[names[at] & 0xff];
    }
    return length;
  }

  /** The type letter of a name; 0 if the name is empty. */
  char type(int index) {
    int at = start(index);
    int stop = Math.min(next(at), names.length);
    for (at += names[at] >= 0 ? 1 : 2; at < stop; at++) {
      int token = names[at] & 0xff;
      if (tokenLengths[token] > 0) {
        return (char) tokens[tokenStarts[token]];
      }
    }
    return 0;
  }

  /** Whether a name without its type letter begins so. Decodes no more than tells it. */
  boolean startsWith(int index, String prefix) {
    int at = start(index);
    int stop = Math.min(next(at), names.length);
    // The type letter is before the name's first.
    int matched = -1;
    for (at += names[at] >= 0 ? 1 : 2; at < stop && matched < prefix.length(); at++) {
      int token = tokenStarts[names[at] & 0xff];
      int length = tokenLengths[names[at] & 0xff];
      for (int i = 0; i < length && matched < prefix.length(); i++) {
        if (matched >= 0 && tokens[token + i] != prefix.charAt(matched)) {
          return false;
        }
        matched++;
      }
    }
    return prefix.isEmpty() || matched >= prefix.length();
  }

  /** A name without its type letter, and that letter; 0 if the name is empty. */
  record Name(String text, char type) {}

  Name name(int index) {
    byte[] decoded = new byte[Math.min(length(index), MAX_NAME)];
    int length = decode(index, decoded);
    return length == 0
        ? new Name("", '\0')
        : new Name(new String(decoded, 1, length - 1, StandardCharsets.UTF_8), (char) decoded[0]);
  }

  /** Compares a wanted name with the one at an index, as {@code strcmp} would. */
  int compare(byte[] wanted, int index, byte[] buffer) {
    int length = decode(index, buffer) - 1;
    int common = Math.min(wanted.length, length);
    for (int i = 0; i < common; i++) {
      int difference = (wanted[i] & 0xff) - (buffer[i + 1] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return wanted.length - length;
  }
}
