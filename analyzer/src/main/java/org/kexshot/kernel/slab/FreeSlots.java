package org.kexshot.kernel.slab;

import java.io.IOException;
import java.util.BitSet;
import java.util.NavigableSet;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;

/**
 * Which slots of one slab are free. Free objects form a chain; with {@code
 * CONFIG_SLAB_FREELIST_HARDENED} its pointers are stored combined with a secret of the cache and
 * with their own address, the bytes of which are swapped since 5.7 (commit 1ad53d9fa3f6). Source:
 * {@code mm/slub.c}.
 */
final class FreeSlots {
  private final KernelStruct cache;
  private final long first;
  private final long count;
  private final long slotSize;
  private final BitSet free = new BitSet();

  /**
   * @param first address of the first object
   * @param count number of objects
   */
  FreeSlots(KernelStruct cache, long first, long count) throws IOException {
    this.cache = cache;
    this.first = first;
    this.count = count;
    this.slotSize = cache.number("size");
  }

  boolean contains(int slot) {
    return free.get(slot);
  }

  /** How many are free. */
  int count() {
    return free.cardinality();
  }

  /** Follows a chain of free objects; one that leaves the slab is a problem noted. */
  void follow(long head, Problems problems) throws IOException {
    long place = cache.number("offset");
    long at = head;
    while (at != 0) {
      if (!isObject(at) || free.get(slot(at))) {
        problems.add(
            "the chain of free objects of %s leads to 0x%x, which is none of its objects that"
                + " start at 0x%x",
            cache.text("name"), at, first);
        return;
      }
      free.set(slot(at));
      at = decoded(at + place);
    }
  }

  /** Takes those of some addresses that are of its objects. */
  void addAll(NavigableSet<Long> addresses) {
    long end = first + count * slotSize;
    if (end <= first) {
      // A size that is damaged; the set refuses bounds in the wrong order.
      return;
    }
    for (long address : addresses.subSet(first, end)) {
      if (isObject(address)) {
        free.set(slot(address));
      }
    }
  }

  private long decoded(long place) throws IOException {
    long stored = cache.memory().readPointer(place);
    if (!cache.has("random")) {
      return stored;
    }
    long plain = stored ^ cache.pointer("random");
    boolean wide = cache.memory().pointerSize() == 8;
    long swapped =
        wide ? Long.reverseBytes(place) : Integer.toUnsignedLong(Integer.reverseBytes((int) place));
    long older = plain ^ place;
    return older == 0 || isObject(older) ? older : plain ^ swapped;
  }

  private boolean isObject(long address) {
    long distance = address - first;
    return slotSize > 0
        && Long.compareUnsigned(distance, count * slotSize) < 0
        && distance % slotSize == 0;
  }

  private int slot(long address) {
    return (int) ((address - first) / slotSize);
  }
}
