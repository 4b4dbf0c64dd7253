package org.kexshot.cli.argument.address;

import java.util.Optional;
import org.kexshot.kernel.NoSuchObjectException;

/** Addresses as users write them: hexadecimal behind {@code 0x}. */
public final class Addresses {
  private Addresses() {}

  /** The address; empty if the text is none. */
  public static Optional<Long> parse(String text) {
    if (!text.matches("0[xX][0-9a-fA-F]{1,16}")) {
      return Optional.empty();
    }
    return Optional.of(Long.parseUnsignedLong(text.substring(2), 16));
  }

  /**
   * A page frame number in decimal.
   *
   * @throws NoSuchObjectException if the text is none
   */
  public static long parseFrame(String text) throws NoSuchObjectException {
    if (!text.matches("[0-9]{1,15}")) {
      throw new NoSuchObjectException(
          "%s is neither a page frame number in decimal nor an address 0x…".formatted(text));
    }
    return Long.parseLong(text);
  }
}
