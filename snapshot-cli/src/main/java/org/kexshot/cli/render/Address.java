package org.kexshot.cli.render;

/**
 * A virtual address, shown as {@code 0x…} in text and in JSON, where a number of 64 bits would not
 * survive every reader.
 */
public record Address(long value) {
  @Override
  public String toString() {
    return "0x" + Long.toHexString(value);
  }
}
