package org.kexshot.kernel.structure;

/** Addresses that were seen, so that a list which bites its tail ends. 0 is never a member. */
public final class AddressSet {
  private long[] slots = new long[64];
  private int size;

  /** Whether it was not there yet. */
  public boolean add(long address) {
    if (2 * size >= slots.length) {
      grow();
    }
    if (!insert(slots, address)) {
      return false;
    }
    size++;
    return true;
  }

  private void grow() {
    long[] larger = new long[2 * slots.length];
    for (long address : slots) {
      if (address != 0) {
        insert(larger, address);
      }
    }
    slots = larger;
  }

  private static boolean insert(long[] slots, long address) {
    int mask = slots.length - 1;
    int slot = (int) ((address >>> 3) * 0x9e37_79b9_7f4a_7c15L >>> 40) & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == address) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    slots[slot] = address;
    return true;
  }
}
