package org.kexshot.types;

import java.nio.charset.StandardCharsets;

/**
 * Finds types of a {@link Btf} by name: an open-addressing table of type numbers, 8 bytes a named
 * type, with no string made. Immutable once built.
 */
final class NameIndex {
  private final Btf btf;
  private final int[] slots;

  NameIndex(Btf btf) {
    this.btf = btf;
    int capacity = Integer.highestOneBit(Math.max(16, btf.endId() - btf.firstId())) << 1;
    this.slots = new int[capacity];
    for (int id = btf.firstId(); id < btf.endId(); id++) {
      int name = isIndexed(btf.kind(id)) ? btf.nameOffset(id) : 0;
      if (name != 0) {
        int slot = spread(btf.stringHash(name));
        while (slots[slot] != 0) {
          slot = slot + 1 & capacity - 1;
        }
        slots[slot] = id;
      }
    }
  }

  /** The first type with the name and the kind, or 0. */
  int find(String name, TypeKind kind) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    int slot = spread(Btf.hash(wanted));
    while (slots[slot] != 0) {
      int id = slots[slot];
      if (btf.kind(id) == kind && btf.stringEquals(btf.nameOffset(id), wanted)) {
        return id;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return 0;
  }

  private static boolean isIndexed(TypeKind kind) {
    return kind.isComposite()
        || kind == TypeKind.TYPEDEF
        || kind == TypeKind.ENUM
        || kind == TypeKind.ENUM64
        || kind == TypeKind.VARIABLE;
  }

  private int spread(int hash) {
    return (hash ^ hash >>> 15) * 0x9e3779b9 >>> Integer.numberOfLeadingZeros(slots.length - 1);
  }
}
