package org.kexshot.format.kdump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Compression;
import org.kexshot.format.DumpFormatException;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.TruncatedException;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Physical memory out of a kdump-compressed file. Keeps the pages that small reads unpacked last (4
 * MiB); long reads unpack straight into the caller's buffer. Several threads may read at once.
 */
final class KdumpMemory implements PhysicalMemory {
  private static final int PAGE = Architecture.PAGE_SIZE;
  private static final int SLOTS = 1024;

  /** A packed page is never larger: zlib's bound is far below. */
  private static final int MAXIMUM_PACKED = 2 * PAGE;

  private static final int PACKED_FLAGS =
      Compression.ZLIB.flag()
          | Compression.LZO.flag()
          | Compression.SNAPPY.flag()
          | Compression.ZSTD.flag();

  /** An unpacked page, immutable once made. */
  private record Page(long pfn, byte[] bytes) {}

  /** What one thread needs to unpack a page. */
  private static final class Workspace {
    final PageUnpacker unpacker = new PageUnpacker();
    final byte[] packed = new byte[MAXIMUM_PACKED];
    final byte[] page = new byte[PAGE];
  }

  private final ByteRegion region;
  private final PfnSet ramFrames;
  private final PfnSet dumped;
  private final DescriptorTable descriptors;
  private final boolean complete;
  private final List<PhysicalRange> ram;
  private final AtomicReferenceArray<Page> cache = new AtomicReferenceArray<>(SLOTS);
  private final ConcurrentLinkedQueue<Workspace> workspaces = new ConcurrentLinkedQueue<>();

  /**
   * @param complete whether every page that has a descriptor is known to be in the file, so that
   *     {@link #state} need not look
   */
  KdumpMemory(
      ByteRegion region,
      PfnSet ramFrames,
      PfnSet dumped,
      DescriptorTable descriptors,
      boolean complete) {
    this.region = region;
    this.ramFrames = ramFrames;
    this.dumped = dumped;
    this.descriptors = descriptors;
    this.complete = complete;
    this.ram = ranges(ramFrames);
  }

  private static List<PhysicalRange> ranges(PfnSet frames) {
    List<PhysicalRange> ranges = new ArrayList<>();
    for (long pfn = frames.nextIn(0); pfn < frames.end(); ) {
      long out = frames.nextOut(pfn);
      ranges.add(new PhysicalRange(pfn << 12, out << 12));
      pfn = frames.nextIn(out);
    }
    return List.copyOf(ranges);
  }

  @Override
  public List<PhysicalRange> ram() {
    return ram;
  }

  @Override
  public PageState state(long pfn) {
    if (!ramFrames.contains(pfn)) {
      return PageState.NOT_RAM;
    }
    if (!dumped.contains(pfn)) {
      return PageState.EXCLUDED;
    }
    return complete || isInFile(pfn) ? PageState.PRESENT : PageState.UNREADABLE;
  }

  private boolean isInFile(long pfn) {
    try {
      DescriptorTable.Descriptor descriptor = descriptors.get(descriptors.indexOf(pfn));
      if (descriptor.offset() == 0 || (descriptor.flags() & KdumpLayout.INCOMPLETE) != 0) {
        return false;
      }
      region.checkRange(descriptor.offset(), Integer.toUnsignedLong(descriptor.size()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public PfnSet presentFrames() {
    if (complete) {
      return dumped.copy();
    }
    PfnSet present = dumped.copy();
    for (long pfn = dumped.nextIn(0); pfn < dumped.end(); pfn = dumped.nextIn(pfn + 1)) {
      if (!isInFile(pfn)) {
        present.remove(pfn);
      }
    }
    return present;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    long address = physicalAddress;
    int done = 0;
    while (done < length) {
      int inPage = (int) address & PAGE - 1;
      int chunk = Math.min(PAGE - inPage, length - done);
      if (chunk == PAGE) {
        unpack(address >>> 12, into, offset + done);
      } else {
        System.arraycopy(page(address >>> 12), inPage, into, offset + done, chunk);
      }
      address += chunk;
      done += chunk;
    }
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    if (into.hasArray()) {
      PhysicalMemory.super.read(physicalAddress, into);
      return;
    }
    long address = physicalAddress;
    Workspace workspace = borrow();
    try {
      while (into.hasRemaining()) {
        int inPage = (int) address & PAGE - 1;
        int chunk = Math.min(PAGE - inPage, into.remaining());
        unpack(address >>> 12, workspace, workspace.page, 0);
        into.put(workspace.page, inPage, chunk);
        address += chunk;
      }
    } finally {
      workspaces.add(workspace);
    }
  }

  private byte[] page(long pfn) throws IOException {
    int slot = (int) pfn & SLOTS - 1;
    Page cached = cache.get(slot);
    if (cached == null || cached.pfn != pfn) {
      byte[] bytes = new byte[PAGE];
      unpack(pfn, bytes, 0);
      cached = new Page(pfn, bytes);
      cache.set(slot, cached);
    }
    return cached.bytes;
  }

  private void unpack(long pfn, byte[] into, int offset) throws IOException {
    Workspace workspace = borrow();
    try {
      unpack(pfn, workspace, into, offset);
    } finally {
      workspaces.add(workspace);
    }
  }

  private Workspace borrow() {
    Workspace workspace = workspaces.poll();
    return workspace == null ? new Workspace() : workspace;
  }

  private void unpack(long pfn, Workspace workspace, byte[] into, int offset) throws IOException {
    if (!dumped.contains(pfn)) {
      throw fault(pfn, state(pfn), "");
    }
    long index = descriptors.indexOf(pfn);
    DescriptorTable.Descriptor descriptor;
    try {
      descriptor = descriptors.get(index);
    } catch (TruncatedException e) {
      throw fault(pfn, PageState.UNREADABLE, e.getMessage());
    }
    if (descriptor.offset() == 0 || (descriptor.flags() & KdumpLayout.INCOMPLETE) != 0) {
      throw fault(pfn, PageState.UNREADABLE, "its page was never written");
    }
    int size = descriptor.size();
    if (size <= 0 || size > MAXIMUM_PACKED) {
      throw new DumpFormatException(
          region.name(),
          descriptors.positionOf(index) + 8,
          "page frame 0x%x is stored in %d bytes; 1 to %d expected"
              .formatted(pfn, size, MAXIMUM_PACKED));
    }
    try {
      region.read(descriptor.offset(), workspace.packed, 0, size);
    } catch (TruncatedException e) {
      throw fault(pfn, PageState.UNREADABLE, e.getMessage());
    }
    try {
      Compression compression = compression(descriptor, index);
      workspace.unpacker.unpack(compression, workspace.packed, size, into, offset);
    } catch (PageUnpacker.CorruptPageException e) {
      throw new DumpFormatException(
          region.name(), descriptor.offset(), "page frame 0x%x: %s".formatted(pfn, e.getMessage()));
    }
  }

  private Compression compression(DescriptorTable.Descriptor descriptor, long index)
      throws DumpFormatException {
    int flags = descriptor.flags() & PACKED_FLAGS;
    for (Compression compression : Compression.values()) {
      if (compression.flag() == flags) {
        return compression;
      }
    }
    throw new DumpFormatException(
        region.name(),
        descriptors.positionOf(index) + 12,
        "page flags 0x%x name more than one compression".formatted(descriptor.flags()));
  }

  private MemoryFault fault(long pfn, PageState state, String detail) {
    String reason =
        switch (state) {
          case EXCLUDED -> "left out when %s was written".formatted(region.name());
          case NOT_RAM -> "no RAM there, says %s".formatted(region.name());
          default -> "%s is incomplete: %s".formatted(region.name(), detail);
        };
    return new MemoryFault("physical", pfn << 12, state, reason);
  }
}
