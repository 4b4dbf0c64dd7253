package org.kexshot.strings;

/** How the characters of a string in memory are encoded. */
public enum StringEncoding {
  /** A byte a character: printable ASCII and the tab, as {@code strings} has it. */
  ASCII,
  /** Printable ASCII and well-formed sequences of several bytes, at least one of these. */
  UTF_8,
  /** Two bytes a character, the lower first; of printable ASCII, as {@code strings -e l} has it. */
  UTF_16LE
}
