package org.kexshot.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.memory.VirtualMemory;

/**
 * The addresses of kallsyms, in the {@link AddressForm} that the kernel was built with. Source:
 * {@code kallsyms_sym_address} in {@code kernel/kallsyms.c}.
 */
final class SymbolAddresses {
  private final ByteBuffer table;
  private final int count;
  private final AddressForm form;
  private final int entryBytes;
  private final long base;
  private final boolean absolutePercpu;
  private final long mask;

  private SymbolAddresses(
      ByteBuffer table, int count, AddressForm form, int pointerSize, long base) {
    this.table = table;
    this.count = count;
    this.form = form;
    this.entryBytes = form == AddressForm.ABSOLUTE ? pointerSize : Integer.BYTES;
    this.base = base;
    this.mask = pointerSize == 4 ? 0xffff_ffffL : -1;
    // With CONFIG_KALLSYMS_ABSOLUTE_PERCPU (x86_64 SMP before 6.15) offsets of ordinary symbols
    // are stored as -1 - offset and those of per-cpu symbols are their values. Without it no offset
    // is negative, since no kernel is larger than 2 GiB; so the last symbol's sign tells.
    this.absolutePercpu =
        form == AddressForm.FROM_BASE && count > 0 && table.getInt(4 * (count - 1)) < 0;
  }

  /** Reads the addresses from where they lie. */
  static SymbolAddresses read(VirtualMemory memory, KallsymsPlaces places) throws IOException {
    int pointerSize = memory.pointerSize();
    int entryBytes = places.form() == AddressForm.ABSOLUTE ? pointerSize : Integer.BYTES;
    ByteBuffer table =
        ByteBuffer.wrap(
                memory.readBytes(places.addresses(), (int) ((long) places.count() * entryBytes)))
            .order(ByteOrder.LITTLE_ENDIAN);
    long base =
        switch (places.form()) {
          case ABSOLUTE -> 0;
          case FROM_BASE -> memory.readPointer(places.relativeBase());
          case FROM_PLACE -> places.addresses();
        };
    return new SymbolAddresses(table, places.count(), places.form(), pointerSize, base);
  }

  int count() {
    return count;
  }

  long address(int index) {
    if (entryBytes == Long.BYTES) {
      return table.getLong(Long.BYTES * index);
    }
    int entry = table.getInt(Integer.BYTES * index);
    return switch (form) {
      case ABSOLUTE -> Integer.toUnsignedLong(entry);
      case FROM_PLACE -> base + (long) Integer.BYTES * index + entry & mask;
      case FROM_BASE -> {
        if (absolutePercpu) {
          yield entry >= 0 ? entry : base - 1 - entry;
        }
        yield base + Integer.toUnsignedLong(entry) & mask;
      }
    };
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
