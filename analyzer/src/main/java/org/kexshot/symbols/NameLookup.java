package org.kexshot.symbols;

/** Finds the index of a name among {@link CompressedNames}. */
interface NameLookup {
  /** An index of the name, or -1. */
  int find(byte[] name);
}
