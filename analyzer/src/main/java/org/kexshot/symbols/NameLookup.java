package org.kexshot.symbols;

import java.util.List;

/** Finds the index of a name among {@link CompressedNames}. */
interface NameLookup {
  /** Indexes of the symbols with a name, ascending. */
  List<Integer> find(byte[] name);
}
