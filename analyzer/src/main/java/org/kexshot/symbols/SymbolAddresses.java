package org.kexshot.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.memory.VirtualMemory;

/**
 * The addresses of kallsyms, in the form that the kernel was built with: full addresses, or 32-bit
 * offsets from a base. Source: {@code kallsyms_sym_address} in {@code kernel/kallsyms.c}.
 */
final class SymbolAddresses {
  private final ByteBuffer table;
  private final int count;
  private final int entryBytes;
  private final long base;
  private final boolean absolutePercpu;
  private final long mask;

  private SymbolAddresses(
      ByteBuffer table, int count, int entryBytes, long base, boolean absolutePercpu, long mask) {
    this.table = table;
    this.count = count;
    this.entryBytes = entryBytes;
    this.base = base;
    this.absolutePercpu = absolutePercpu;
    this.mask = mask;
  }

  /** Reads the addresses from where they lie, in the form that goes with it. */
  static SymbolAddresses read(VirtualMemory memory, KallsymsPlaces places) throws IOException {
    int pointerSize = memory.pointerSize();
    boolean relative = places.relativeBase().isPresent();
    long bytes = (long) places.count() * (relative ? 4 : pointerSize);
    ByteBuffer table =
        ByteBuffer.wrap(memory.readBytes(places.addresses(), (int) bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    return relative
        ? relative(
            table,
            places.count(),
            memory.readPointer(places.relativeBase().getAsLong()),
            pointerSize)
        : absolute(table, places.count(), pointerSize);
  }

  /** Full addresses, {@code kallsyms_addresses}. */
  private static SymbolAddresses absolute(ByteBuffer table, int count, int pointerSize) {
    return new SymbolAddresses(table, count, pointerSize, 0, false, -1);
  }

  /** Offsets from a base, {@code kallsyms_offsets}. */
  private static SymbolAddresses relative(ByteBuffer table, int count, long base, int pointerSize) {
    // With CONFIG_KALLSYMS_ABSOLUTE_PERCPU (x86_64 SMP before 6.15) offsets of ordinary symbols
    // are stored as -1 - offset and those of per-cpu symbols are their values. Without it no offset
    // is negative, since no kernel is larger than 2 GiB; so the last symbol's sign tells.
    boolean negative = count > 0 && table.getInt(4 * (count - 1)) < 0;
    return new SymbolAddresses(
        table, count, 4, base, negative, pointerSize == 4 ? 0xffff_ffffL : -1);
  }

  int count() {
    return count;
  }

  long address(int index) {
    if (entryBytes == 8) {
      return table.getLong(8 * index);
    }
    int entry = table.getInt(4 * index);
    if (absolutePercpu) {
      return entry >= 0 ? entry : base - 1 - entry;
    }
    return base + Integer.toUnsignedLong(entry) & mask;
  }

  /** Index of the first symbol whose address is not below this one. */
  int lowerBound(long address) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = low + high >>> 1;
      if (Long.compareUnsigned(address(middle), address) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Index of the first symbol whose address is above this one. */
  int upperBound(long address) {
    return address == -1 ? count : lowerBound(address + 1);
  }
}
