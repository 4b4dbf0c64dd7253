package org.kexshot.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A guest's memory as QEMU wrote it, byte by byte from physical address 0, and what its page
 * descriptors say. Reads i386 with flat memory by plain arithmetic on VMCOREINFO alone, so that it
 * shares nothing with what it is the judge of.
 */
final class QemuMemory implements Closeable {
  static final int PAGE = 4096;
  static final long PAGE_OFFSET = 0xc0000000L;

  private final FileChannel channel;
  private final Vmcoreinfo vmcoreinfo;

  QemuMemory(Path file, Vmcoreinfo vmcoreinfo) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.vmcoreinfo = vmcoreinfo;
  }

  byte[] page(long pfn) throws IOException {
    return read(pfn * PAGE, PAGE).array();
  }

  /** A 32-bit word at an address of the directly mapped memory. */
  long word(long virtualAddress) throws IOException {
    return Integer.toUnsignedLong(read(virtualAddress - PAGE_OFFSET, 4).getInt(0));
  }

  /** The frame whose {@code struct page} is at that address. */
  long frameOf(long pageDescriptor) throws IOException {
    return (pageDescriptor - word(symbol("mem_map"))) / descriptorSize();
  }

  int descriptorSize() {
    return (int) vmcoreinfo.size("page").orElseThrow();
  }

  /** All page descriptors of the first {@code frames} frames. */
  ByteBuffer descriptors(long frames) throws IOException {
    long start = word(symbol("mem_map")) - PAGE_OFFSET;
    return read(start, (int) (frames * descriptorSize()));
  }

  /** Frames that are free, as the buddy allocator's marks in the descriptors say. */
  BitSet freeFrames(int frames) throws IOException {
    ByteBuffer all = descriptors(frames);
    int size = descriptorSize();
    int mapcount = offset("_mapcount");
    int order = offset("private");
    int buddy = (int) vmcoreinfo.constant("PAGE_BUDDY_MAPCOUNT_VALUE").orElseThrow();
    BitSet free = new BitSet(frames);
    for (int pfn = 0; pfn < frames; pfn++) {
      if (all.getInt(pfn * size + mapcount) == buddy) {
        free.set(pfn, pfn + (1 << all.getInt(pfn * size + order)));
      }
    }
    return free;
  }

  /** Frames of the page cache or of processes: those that dump level 31 leaves out besides. */
  BitSet cacheAndUserFrames(int frames) throws IOException {
    ByteBuffer all = descriptors(frames);
    int size = descriptorSize();
    int flags = offset("flags");
    int mapping = offset("mapping");
    int compoundHead = offset("compound_head");
    int compoundDtor = offset("compound_dtor");
    long lru = vmcoreinfo.constant("PG_lru").orElseThrow();
    long head = vmcoreinfo.constant("PG_head_mask").orElseThrow();
    long hugetlb = vmcoreinfo.constant("HUGETLB_PAGE_DTOR").orElse(-1);
    BitSet result = new BitSet(frames);
    for (int pfn = 0; pfn < frames; pfn++) {
      int at = pfn * size;
      int tailOf = all.getInt(at + compoundHead);
      int described =
          (tailOf & 1) != 0 ? (int) frameOf(Integer.toUnsignedLong(tailOf - 1)) * size : at;
      boolean isHuge =
          (all.getInt(described + flags) & head) != 0
              && all.get(described + size + compoundDtor) == hugetlb;
      boolean anonymous = (all.getInt(described + mapping) & 1) != 0;
      boolean onLru = (all.getInt(described + flags) >>> lru & 1) != 0;
      result.set(pfn, isHuge || anonymous || onLru);
    }
    return result;
  }

  /**
   * Frames of the loaded kexec image: the sources in the list that {@code swap_pages} walks.
   *
   * @param head {@code kexec_image->head}
   */
  BitSet imageFrames(long head) throws IOException {
    BitSet frames = new BitSet();
    long at = 0;
    for (long entry = head; (entry & 4) == 0; entry = word(at), at += 4) {
      if ((entry & 2) != 0) {
        at = (entry & -PAGE) + PAGE_OFFSET;
      } else if ((entry & 8) != 0) {
        frames.set((int) (entry / PAGE));
      }
    }
    return frames;
  }

  private long symbol(String name) {
    return vmcoreinfo.symbol(name).orElseThrow();
  }

  private int offset(String member) {
    return (int) vmcoreinfo.offset("page", member).orElseThrow();
  }

  private ByteBuffer read(long address, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, address + bytes.position()) <= 0) {
        throw new IOException("QEMU's file ends before 0x%x".formatted(address + length));
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
