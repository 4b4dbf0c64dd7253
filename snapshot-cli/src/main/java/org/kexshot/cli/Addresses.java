package org.kexshot.cli;

import java.util.Optional;

/** Addresses as users write them: hexadecimal behind {@code 0x}. */
final class Addresses {
  private Addresses() {}

  /** The address; empty if the text is none. */
  static Optional<Long> parse(String text) {
    if (!text.matches("0[xX][0-9a-fA-F]{1,16}")) {
      return Optional.empty();
    }
    return Optional.of(Long.parseUnsignedLong(text.substring(2), 16));
  }
}
