package org.kexshot.memory;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.DumpFormatException;

/** Physical memory for tests: only pages that were written are present, others of RAM excluded. */
public final class FakePhysicalMemory implements PhysicalMemory {
  /** Shared by all pages of zeros that nothing was written to. */
  private static final byte[] ZEROS = new byte[4096];

  private final long bytes;
  private final Map<Long, byte[]> pages = new TreeMap<>();
  private final Set<Long> damaged = new HashSet<>();

  /** RAM from 0 to {@code bytes}. */
  public FakePhysicalMemory(long bytes) {
    this.bytes = bytes;
  }

  /** Makes a page of zeros present. */
  public void addZeros(long pfn) {
    pages.putIfAbsent(pfn, ZEROS);
  }

  public void write(long address, byte[] data) {
    int done = 0;
    while (done < data.length) {
      long at = address + done;
      int inPage = (int) (at & 4095);
      int chunk = Math.min(4096 - inPage, data.length - done);
      byte[] page =
          pages.compute(
              at >>> 12, (pfn, old) -> old == null || old == ZEROS ? new byte[4096] : old);
      System.arraycopy(data, done, page, inPage, chunk);
      done += chunk;
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

  /** Makes a page one whose contents its file holds damaged. */
  public void damage(long pfn) {
    damaged.add(pfn);
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
    int done = 0;
    while (done < length) {
      long at = physicalAddress + done;
      byte[] page = pages.get(at >>> 12);
      if (damaged.contains(at >>> 12)) {
        throw new DumpFormatException("fake.dump", at, "does not unpack");
      }
      if (page == null) {
        throw new MemoryFault("physical", at, state(at >>> 12), "no contents");
      }
      int inPage = (int) (at & 4095);
      int chunk = Math.min(4096 - inPage, length - done);
      System.arraycopy(page, inPage, into, offset + done, chunk);
      done += chunk;
    }
  }
}
