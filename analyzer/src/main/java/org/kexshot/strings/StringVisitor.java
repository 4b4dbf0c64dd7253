package org.kexshot.strings;

/** Receives the strings that a {@link StringScanner} finds. */
@FunctionalInterface
public interface StringVisitor {
  /**
   * @param offset of the first byte in the scanned array
   * @param length in bytes
   */
  void string(int offset, int length, StringEncoding encoding);
}
