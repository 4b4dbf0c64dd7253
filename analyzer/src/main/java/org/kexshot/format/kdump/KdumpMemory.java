package org.kexshot.format.kdump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.write.Compression;
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
  private static final int SLOTS = 1024;

  /** A packed page is never larger: zlib's bound is far below. */
  private static final int MAXIMUM_PACKED = 2 * Page.SIZE;

  private static final int PACKED_FLAGS =
      Compression.ZLIB.flag()
          | Compression.LZO.flag()
          | Compression.SNAPPY.flag()
          | Compression.ZSTD.flag();

  /** An unpacked page, immutable once made. */
  private record StoredPage(long pfn, byte[] bytes) {}

  /** What one thread needs to unpack a page. */
  private static final class Workspace {
    final PageUnpacker unpacker = new PageUnpacker();
    final byte[] packed = new byte[MAXIMUM_PACKED];
    final byte[] page = new byte[Page.SIZE];
  }

  private final ByteRegion region;
  private final PfnSet ramFrames;
  private final PfnSet dumped;
  private final DescriptorTable descriptors;
  private final List<PhysicalRange> ram;
  private final AtomicReferenceArray<StoredPage> cache = new AtomicReferenceArray<>(SLOTS);
  private final ConcurrentLinkedQueue<Workspace> workspaces = new ConcurrentLinkedQueue<>();
  private PfnSet inFile;

  /**
   * @param dumped the frames that were kept
   * @param descriptors of those of them that this file is to have: all, unless it is one of a split
   *     set
   */
  KdumpMemory(ByteRegion region, PfnSet ramFrames, PfnSet dumped, DescriptorTable descriptors) {
    this.region = region;
    this.ramFrames = ramFrames;
    this.dumped = dumped;
    this.descriptors = descriptors;
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
    return isInFile(pfn) ? PageState.PRESENT : PageState.UNREADABLE;
  }

  private boolean isInFile(long pfn) {
    try {
      return descriptors.frames().contains(pfn)
          && descriptors.isInFile(descriptors.get(descriptors.indexOf(pfn)));
    } catch (IOException e) {
      return false;
    }
  }

  /** Costs one pass over the page descriptors when first asked. */
  @Override
  public PfnSet presentFrames() {
    return inFile().copy();
  }

  @Override
  public PfnSet unreadableFrames() {
    PfnSet unreadable = dumped.below(endPfn());
    unreadable.removeAll(inFile());
    return unreadable;
  }

  private synchronized PfnSet inFile() {
    if (inFile == null) {
      try {
        inFile = descriptors.framesInFile().below(endPfn());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return inFile;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    long address = physicalAddress;
    int done = 0;
    while (done < length) {
      int inPage = Page.offset(address);
      int chunk = Math.min(Page.SIZE - inPage, length - done);
      if (chunk == Page.SIZE) {
        unpack(address, into, offset + done);
      } else {
        System.arraycopy(page(address), inPage, into, offset + done, chunk);
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
        int inPage = Page.offset(address);
        int chunk = Math.min(Page.SIZE - inPage, into.remaining());
        unpack(address, workspace, workspace.page, 0);
        into.put(workspace.page, inPage, chunk);
        address += chunk;
      }
    } finally {
      workspaces.add(workspace);
    }
  }

  /** The page that an address lies in. */
  private byte[] page(long address) throws IOException {
    long pfn = address >>> Page.SHIFT;
    int slot = (int) pfn & SLOTS - 1;
    StoredPage cached = cache.get(slot);
    if (cached == null || cached.pfn != pfn) {
      byte[] bytes = new byte[Page.SIZE];
      unpack(address, bytes, 0);
      cached = new StoredPage(pfn, bytes);
      cache.set(slot, cached);
    }
    return cached.bytes;
  }

  private void unpack(long address, byte[] into, int offset) throws IOException {
    Workspace workspace = borrow();
    try {
      unpack(address, workspace, into, offset);
    } finally {
      workspaces.add(workspace);
    }
  }

  private Workspace borrow() {
    Workspace workspace = workspaces.poll();
    return workspace == null ? new Workspace() : workspace;
  }

  /**
   * Unpacks a whole page.
   *
   * @param address of the first byte of it that is wanted, for faults to name
   */
  private void unpack(long address, Workspace workspace, byte[] into, int offset)
      throws IOException {
    long pfn = address >>> Page.SHIFT;
    if (!dumped.contains(pfn)) {
      throw fault(address, state(pfn), "");
    }
    if (!descriptors.frames().contains(pfn)) {
      throw fault(address, PageState.UNREADABLE, "the page is in another file of the split set");
    }
    long index = descriptors.indexOf(pfn);
    DescriptorTable.Descriptor descriptor;
    try {
      descriptor = descriptors.get(index);
    } catch (TruncatedException e) {
      throw fault(address, PageState.UNREADABLE, e.getMessage());
    }
    if (!descriptor.isWritten()) {
      throw fault(address, PageState.UNREADABLE, "its page was never written");
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
      throw fault(address, PageState.UNREADABLE, e.getMessage());
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

  private MemoryFault fault(long address, PageState state, String detail) {
    String reason =
        switch (state) {
          case EXCLUDED -> "excluded when %s was written".formatted(region.name());
          case NOT_RAM -> "no RAM there, says %s".formatted(region.name());
          default -> "%s is incomplete: %s".formatted(region.name(), detail);
        };
    return new MemoryFault("physical", address, state, reason);
  }
}
