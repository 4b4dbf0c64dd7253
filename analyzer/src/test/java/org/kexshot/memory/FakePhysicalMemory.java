package org.kexshot.memory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.address.PhysicalRange;

/** Physical memory for tests: only pages that were written are present, others of RAM excluded. */
public final class FakePhysicalMemory implements PhysicalMemory {
  private final long bytes;
  private final Map<Long, byte[]> pages = new TreeMap<>();

  /** RAM from 0 to {@code bytes}. */
  public FakePhysicalMemory(long bytes) {
    this.bytes = bytes;
  }

  public void write(long address, byte[] data) {
    for (int i = 0; i < data.length; i++) {
      long at = address + i;
      pages.computeIfAbsent(at >>> 12, pfn -> new byte[4096])[(int) (at & 4095)] = data[i];
    }
  }

  /** Writes {@code length} bytes of a little-endian number. */
  public void writeNumber(long address, long value, int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (value >>> 8 * i);
    }
    write(address, data);
  }

  public void exclude(long pfn) {
    pages.remove(pfn);
  }

  @Override
  public List<PhysicalRange> ram() {
    return List.of(new PhysicalRange(0, bytes));
  }

  @Override
  public PageState state(long pfn) {
    if (pages.containsKey(pfn)) {
      return PageState.PRESENT;
    }
    return pfn >= 0 && pfn < bytes >>> 12 ? PageState.EXCLUDED : PageState.NOT_RAM;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    for (int i = 0; i < length; i++) {
      long at = physicalAddress + i;
      byte[] page = pages.get(at >>> 12);
      if (page == null) {
        throw new MemoryFault("physical", at, state(at >>> 12), "no contents");
      }
      into[offset + i] = page[(int) (at & 4095)];
    }
  }
}
