package org.kexshot.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** An image held in the test's memory: each frame's bytes, or why it has none. */
public final class MemoryDump implements Dump, PhysicalMemory {
  private static final byte[] ZEROS = new byte[4096];

  private final List<PhysicalRange> ram;
  private final TreeMap<Long, byte[]> pages = new TreeMap<>();
  private final TreeMap<Long, PageState> absent = new TreeMap<>();
  private long failingFrame = -1;
  private IOException failure;
  private String vmcoreinfo = "OSRELEASE=6.1.0-test\nPAGESIZE=4096\n";

  public MemoryDump(PhysicalRange... ram) {
    this.ram = List.of(ram);
  }

  public MemoryDump page(long frame, byte[] bytes) {
    absent.remove(frame);
    pages.put(frame, bytes.clone());
    return this;
  }

  MemoryDump absent(long frame, PageState state) {
    pages.remove(frame);
    absent.put(frame, state);
    return this;
  }

  MemoryDump kernel(String note) {
    vmcoreinfo = note;
    return this;
  }

  /** Reading this frame fails with {@code cause}. */
  MemoryDump failingAt(long frame, IOException cause) {
    failingFrame = frame;
    failure = cause;
    return this;
  }

  public MemoryDump copy() {
    MemoryDump copy = new MemoryDump(ram.toArray(PhysicalRange[]::new));
    copy.pages.putAll(pages);
    copy.absent.putAll(absent);
    copy.vmcoreinfo = vmcoreinfo;
    return copy;
  }

  Map<Long, byte[]> pages() {
    return pages;
  }

  @Override
  public List<PhysicalRange> ram() {
    return ram;
  }

  @Override
  public PageState state(long frame) {
    for (PhysicalRange range : ram) {
      if (range.contains(frame << 12)) {
        return absent.getOrDefault(frame, PageState.PRESENT);
      }
    }
    return PageState.NOT_RAM;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long at = address + done;
      int inPage = (int) (at & 4095);
      int chunk = Math.min(length - done, 4096 - inPage);
      if (at >>> 12 == failingFrame) {
        throw failure;
      }
      PageState state = state(at >>> 12);
      if (state != PageState.PRESENT) {
        throw new MemoryFault("physical", at, state, "absent in the test");
      }
      byte[] page = pages.getOrDefault(at >>> 12, ZEROS);
      System.arraycopy(page, inPage, into, offset + done, chunk);
      done += chunk;
    }
  }

  @Override
  public String formatName() {
    return "test";
  }

  @Override
  public Architecture architecture() {
    return Architecture.I386;
  }

  @Override
  public PhysicalMemory memory() {
    return this;
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return Optional.of(
        Vmcoreinfo.parse(vmcoreinfo.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return Optional.of(17);
  }

  @Override
  public void close() {}
}
