package org.kexshot.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.qemu.Qmp;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A guest's memory as QEMU wrote it, a file for each range of RAM, and what its page descriptors
 * say. Reads i386 with flat memory and x86_64 with four levels and one array of descriptors, by
 * plain arithmetic on VMCOREINFO and two symbols, so that it shares nothing with what it is the
 * judge of.
 */
final class QemuMemory implements Closeable {
  static final int PAGE = 4096;
  private static final long I386_PAGE_OFFSET = 0xc000_0000L;
  private static final long X86_64_TEXT_MAP = 0xffff_ffff_8000_0000L;
  private static final long TABLE_ADDRESS = 0x000f_ffff_ffff_f000L;
  private static final int LARGE_PAGE = 0x80;

  /** Page descriptors of one range. */
  private record Descriptors(int first, int count, ByteBuffer bytes) {}

  private final Architecture architecture;
  private final Vmcoreinfo vmcoreinfo;
  private final List<PhysicalRange> saved;
  private final List<FileChannel> files = new ArrayList<>();
  private final long descriptorBase;

  /**
   * Opens what {@link #save} wrote.
   *
   * @param descriptorArray virtual address of the kernel's variable that points to the first page
   *     descriptor: {@code mem_map} or {@code vmemmap_base}
   */
  QemuMemory(
      Architecture architecture,
      Path directory,
      List<PhysicalRange> ram,
      Vmcoreinfo vmcoreinfo,
      long descriptorArray)
      throws IOException {
    this.architecture = architecture;
    this.vmcoreinfo = vmcoreinfo;
    this.saved = ram.stream().map(QemuMemory::wholePages).toList();
    for (PhysicalRange range : saved) {
      files.add(FileChannel.open(file(directory, range), StandardOpenOption.READ));
    }
    this.descriptorBase = word(descriptorArray);
  }

  /** Has QEMU write the RAM of a guest that stands still. */
  static void save(Qmp qmp, List<PhysicalRange> ram, Path directory) throws IOException {
    for (PhysicalRange range : ram) {
      PhysicalRange pages = wholePages(range);
      qmp.pmemsave(pages.start(), pages.length(), file(directory, pages));
    }
  }

  static void delete(List<PhysicalRange> ram, Path directory) throws IOException {
    for (PhysicalRange range : ram) {
      Files.deleteIfExists(file(directory, wholePages(range)));
    }
  }

  private static PhysicalRange wholePages(PhysicalRange range) {
    return new PhysicalRange(range.start() & -PAGE, range.end() + PAGE - 1 & -PAGE);
  }

  private static Path file(Path directory, PhysicalRange range) {
    return directory.resolve("memory-%x.raw".formatted(range.start())).toAbsolutePath();
  }

  byte[] page(long pfn) throws IOException {
    return read(pfn * PAGE, PAGE).array();
  }

  /** A word of the kernel's memory. */
  long word(long virtualAddress) throws IOException {
    return physicalWord(physical(virtualAddress));
  }

  private long physicalWord(long address) throws IOException {
    return word(read(address, architecture.pointerSize()), 0);
  }

  private long word(ByteBuffer bytes, int at) {
    return architecture == Architecture.I386
        ? Integer.toUnsignedLong(bytes.getInt(at))
        : bytes.getLong(at);
  }

  /** Where an address of the kernel's lies. */
  long physical(long virtualAddress) throws IOException {
    if (architecture == Architecture.I386) {
      return virtualAddress - I386_PAGE_OFFSET;
    }
    long table =
        vmcoreinfo.symbol("init_top_pgt").orElseThrow()
            - X86_64_TEXT_MAP
            + vmcoreinfo.constant("phys_base").orElseThrow();
    int shift = 39;
    long entry = physicalWord(table + (virtualAddress >>> shift & 511) * 8);
    while (shift > 12 && (shift == 39 || (entry & LARGE_PAGE) == 0)) {
      shift -= 9;
      table = entry & TABLE_ADDRESS;
      entry = physicalWord(table + (virtualAddress >>> shift & 511) * 8);
    }
    long within = virtualAddress & (1L << shift) - 1;
    return (entry & TABLE_ADDRESS & -(1L << shift)) + within;
  }

  /** Frames of x86_64 page tables from the top one down. */
  Set<Long> tableFrames(long top) throws IOException {
    Set<Long> frames = new TreeSet<>();
    addTableFrames(frames, top, 4);
    return frames;
  }

  private void addTableFrames(Set<Long> frames, long table, int level) throws IOException {
    frames.add(table);
    ByteBuffer entries = read(table * PAGE, PAGE);
    for (int i = 0; level > 1 && i < 512; i++) {
      long entry = entries.getLong(8 * i);
      if ((entry & 1) != 0 && (entry & LARGE_PAGE) == 0) {
        addTableFrames(frames, (entry & TABLE_ADDRESS) / PAGE, level - 1);
      }
    }
  }

  /** The frame whose {@code struct page} is at that address. */
  long frameOf(long pageDescriptor) {
    return (pageDescriptor - descriptorBase) / descriptorSize();
  }

  private int descriptorSize() {
    return (int) vmcoreinfo.size("page").orElseThrow();
  }

  private List<Descriptors> descriptors() throws IOException {
    List<Descriptors> all = new ArrayList<>();
    for (PhysicalRange range : saved) {
      int first = (int) (range.start() / PAGE);
      int count = (int) (range.length() / PAGE);
      long address = descriptorBase + (long) first * descriptorSize();
      all.add(new Descriptors(first, count, virtual(address, count * descriptorSize())));
    }
    return all;
  }

  /** Frames that are free, as the buddy allocator's marks in the descriptors say. */
  BitSet freeFrames() throws IOException {
    int size = descriptorSize();
    int mapcount = offset("_mapcount");
    int order = offset("private");
    int buddy = (int) vmcoreinfo.constant("PAGE_BUDDY_MAPCOUNT_VALUE").orElseThrow();
    BitSet free = new BitSet();
    for (Descriptors range : descriptors()) {
      for (int i = 0; i < range.count; i++) {
        if (range.bytes.getInt(i * size + mapcount) == buddy) {
          int pages = 1 << (int) word(range.bytes, i * size + order);
          free.set(range.first + i, range.first + i + pages);
        }
      }
    }
    return free;
  }

  /** Frames of the page cache or of processes: those that dump level 31 excludes besides. */
  BitSet cacheAndUserFrames() throws IOException {
    BitSet result = new BitSet();
    for (Descriptors range : descriptors()) {
      IntPredicate excluded = cacheOrUser(range);
      for (int i = 0; i < range.count; i++) {
        result.set(range.first + i, excluded.test(i));
      }
    }
    return result;
  }

  private IntPredicate cacheOrUser(Descriptors range) {
    int size = descriptorSize();
    int flags = offset("flags");
    int mapping = offset("mapping");
    int compoundHead = offset("compound_head");
    int compoundDtor = offset("compound_dtor");
    long lru = vmcoreinfo.constant("PG_lru").orElseThrow();
    long head = vmcoreinfo.constant("PG_head_mask").orElseThrow();
    long hugetlb = vmcoreinfo.constant("HUGETLB_PAGE_DTOR").orElse(-1);
    ByteBuffer all = range.bytes;
    return i -> {
      long tailOf = word(all, i * size + compoundHead);
      int described =
          (tailOf & 1) != 0 ? (int) (frameOf(tailOf - 1) - range.first) * size : i * size;
      boolean isHuge =
          (word(all, described + flags) & head) != 0
              && all.get(described + size + compoundDtor) == hugetlb;
      boolean anonymous = (word(all, described + mapping) & 1) != 0;
      boolean onLru = (word(all, described + flags) >>> lru & 1) != 0;
      return isHuge || anonymous || onLru;
    };
  }

  /**
   * Frames of the loaded kexec image: the sources in the list that {@code swap_pages} walks.
   *
   * @param head {@code kexec_image->head}
   */
  BitSet imageFrames(long head) throws IOException {
    BitSet frames = new BitSet();
    long at = 0;
    long entry = head;
    while ((entry & 4) == 0) {
      if ((entry & 2) != 0) {
        at = entry & -PAGE;
      } else if ((entry & 8) != 0) {
        frames.set((int) (entry / PAGE));
      }
      entry = physicalWord(at);
      at += architecture.pointerSize();
    }
    return frames;
  }

  private int offset(String member) {
    return (int) vmcoreinfo.offset("page", member).orElseThrow();
  }

  private ByteBuffer virtual(long address, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      long at = address + bytes.position();
      int chunk = (int) Math.min(bytes.remaining(), PAGE - (at & PAGE - 1));
      bytes.put(read(physical(at), chunk));
    }
    return bytes.flip();
  }

  private ByteBuffer read(long address, int length) throws IOException {
    for (int i = 0; i < saved.size(); i++) {
      PhysicalRange range = saved.get(i);
      if (range.contains(address) && length <= range.end() - address) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
          long position = address - range.start() + bytes.position();
          if (files.get(i).read(bytes, position) <= 0) {
            throw new IOException("QEMU's file ends before 0x%x".formatted(address + length));
          }
        }
        return bytes.flip();
      }
    }
    throw new IOException("0x%x is no RAM of the guest".formatted(address));
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files) {
      file.close();
    }
  }
}
