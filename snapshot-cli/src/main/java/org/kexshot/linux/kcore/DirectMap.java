package org.kexshot.linux.kcore;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfSegment;

/**
 * Where the running kernel maps physical memory directly, by the headers of {@code /proc/kcore}:
 * one for each range of RAM, all as far from the physical addresses that they stand for.
 *
 * <p>Since 4.11 (464920104bf7) the header of RAM has its physical address, and that of vmalloc
 * space all ones. The kernel's own image has a header beside, with physical addresses too, which is
 * passed over: of that mapping a kernel with page-table isolation takes away what it has given back
 * of its image (c40a56a7818c), and the file shows zeros there whatever the pages hold now. Before
 * 4.11 every physical address is 0. The direct map is then found as what lies lowest: it begins at
 * a multiple of 1 GiB on x86_64, also where its place is random ({@code arch/x86/mm/kaslr.c}), and
 * of 128 MiB on i386 ({@code CONFIG_VMSPLIT_*}), and the first RAM of a PC lies less than that
 * above physical 0.
 *
 * @param base virtual address of physical address 0
 * @param segments of RAM, by virtual address ascending
 */
record DirectMap(long base, List<ElfSegment> segments) {
  private static final long X86_64_UNIT = 1L << 30;
  private static final long I386_UNIT = 1L << 27;

  /** Of what is found without physical addresses, this much is no RAM but vmalloc space. */
  private static final long VMALLOC_SPACE = 1L << 44;

  /** Takes no segment for the direct map that may not be it: what is not known is not read. */
  static DirectMap of(List<ElfSegment> all, Architecture architecture) {
    List<ElfSegment> loads =
        all.stream()
            .filter(segment -> segment.type() == ElfLayout.PT_LOAD)
            .sorted(Comparator.comparing(ElfSegment::virtual, Long::compareUnsigned))
            .toList();
    boolean told = loads.stream().anyMatch(segment -> segment.physical() != 0);
    return told ? told(loads) : lowest(loads, architecture);
  }

  private static DirectMap told(List<ElfSegment> loads) {
    List<ElfSegment> physical =
        loads.stream().filter(load -> load.physical() != ElfSegment.NOT_PHYSICAL).toList();
    if (physical.isEmpty()) {
      return new DirectMap(0, List.of());
    }
    long base = physical.get(0).virtual() - physical.get(0).physical();
    return new DirectMap(
        base, physical.stream().filter(load -> load.virtual() - load.physical() == base).toList());
  }

  private static DirectMap lowest(List<ElfSegment> loads, Architecture architecture) {
    if (loads.isEmpty()) {
      return new DirectMap(0, List.of());
    }
    long first = loads.get(0).virtual();
    return switch (architecture) {
      // Vmalloc space follows low memory, so that only the first range is surely RAM.
      case I386 -> new DirectMap(first & -I386_UNIT, loads.subList(0, 1));
      case X86_64 ->
          new DirectMap(
              first & -X86_64_UNIT,
              loads.stream()
                  .takeWhile(load -> Long.compareUnsigned(load.inFile(), VMALLOC_SPACE) < 0)
                  .toList());
    };
  }

  /** The virtual address of bytes of physical memory; empty unless one range has them all. */
  OptionalLong address(long physical, int length) {
    long virtual = base + physical;
    for (ElfSegment segment : segments) {
      long within = virtual - segment.virtual();
      if (Long.compareUnsigned(within, segment.inFile()) < 0
          && length <= segment.inFile() - within) {
        return OptionalLong.of(virtual);
      }
    }
    return OptionalLong.empty();
  }

  /** What is mapped, by physical address. */
  List<PhysicalRange> ranges() {
    return segments.stream()
        .map(
            segment ->
                new PhysicalRange(
                    segment.virtual() - base, segment.virtual() - base + segment.inFile()))
        .toList();
  }
}
