package org.kexshot.symbols;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks names up in a hash table of its own, 4 to 8 bytes a symbol; building it decodes every name
 * once, without making a string of any. For kernels that have no list sorted by name.
 */
final class HashedNameLookup implements NameLookup {
  /**
   * Names of a sound kernel lie some places apart at most. Where a damaged table has one name many
   * times, those beyond are not found by it.
   */
  private static final int MAX_PROBES = 1 << 10;

  private final CompressedNames names;
  private final int[] slots;

  HashedNameLookup(CompressedNames names) {
    this.names = names;
    this.slots = new int[Integer.highestOneBit(Math.max(16, names.count())) << 1];
    byte[] buffer = new byte[CompressedNames.MAX_NAME];
    // Upwards, so that several symbols with one name are met in this order.
    for (int index = 0; index < names.count(); index++) {
      int length = names.decode(index, buffer);
      int slot = slot(buffer, 1, length);
      int probes = 0;
      while (slots[slot] != 0 && probes < MAX_PROBES) {
        slot = slot + 1 & slots.length - 1;
        probes++;
      }
      if (slots[slot] == 0) {
        slots[slot] = index + 1;
      }
    }
  }

  @Override
  public List<Integer> find(byte[] name) {
    List<Integer> found = new ArrayList<>();
    byte[] buffer = new byte[CompressedNames.MAX_NAME];
    int slot = slot(name, 0, name.length);
    for (int probes = 0; slots[slot] != 0 && probes <= MAX_PROBES; probes++) {
      if (names.compare(name, slots[slot] - 1, buffer) == 0) {
        found.add(slots[slot] - 1);
      }
      slot = slot + 1 & slots.length - 1;
    }
    return found;
  }

  private int slot(byte[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text[i];
    }
    return (hash ^ hash >>> 15) * 0x9e3779b9 >>> Integer.numberOfLeadingZeros(slots.length - 1);
  }
}
