package org.kexshot.filter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Finds a kernel's page descriptors, whatever its memory model: flat ({@code mem_map}), sparse, or
 * sparse with a virtual map. Source: {@code include/linux/mmzone.h}, {@code mm/sparse.c}.
 */
public final class DescriptorMap {
  /**
   * Where descriptors are.
   *
   * @param runs ascending
   * @param end one past the last frame that a dump can have: where the last section of a sparse map
   *     ends, as {@code makedumpfile} has it. Beyond lie firmware and video memory of a virtual
   *     machine. A flat map does not say where such begins, so nothing is cut off there.
   */
  public record Found(List<DescriptorRun> runs, long end) {}

  private static final long SECTION_MARKED_PRESENT = 1;

  /**
   * Flags take the lowest bits of {@code section_mem_map}; how many differs from kernel to kernel.
   * A section's descriptors begin at a page boundary and its first frame is a multiple of 4096, so
   * that the coded address has none of these bits whatever the kernel.
   */
  private static final long SECTION_FLAGS = 0xfff;

  /** Bounds of what is believed; x86 has had sections of 64 MiB to 512 MiB. */
  private static final int SMALLEST_SECTION_BITS = 24;

  private static final int LARGEST_SECTION_BITS = 32;
  private static final int MOST_PHYSICAL_BITS = 57;

  private final VirtualMemory kernel;
  private final Vmcoreinfo vmcoreinfo;
  private final int descriptorSize;

  private DescriptorMap(VirtualMemory kernel, Vmcoreinfo vmcoreinfo, int descriptorSize) {
    this.kernel = kernel;
    this.vmcoreinfo = vmcoreinfo;
    this.descriptorSize = descriptorSize;
  }

  /**
   * The runs of descriptors of the frames below {@code endPfn}, ascending. Reads one pointer for a
   * flat map, and one structure a section for a sparse one.
   *
   * @param descriptorSize bytes of a {@code struct page}
   */
  public static Found find(
      VirtualMemory kernel, Vmcoreinfo vmcoreinfo, int descriptorSize, long endPfn)
      throws IOException {
    DescriptorMap map = new DescriptorMap(kernel, vmcoreinfo, descriptorSize);
    OptionalLong flat = vmcoreinfo.symbol("mem_map");
    // A sparse kernel without CONFIG_NUMA has a mem_map too, and leaves it null.
    if (flat.isPresent() && vmcoreinfo.symbol("mem_section").isEmpty()) {
      long address = kernel.readPointer(flat.getAsLong());
      long end = Math.min(endPfn, Math.min(map.endOfOnlyNode(endPfn), map.most(address)));
      return new Found(List.of(new DescriptorRun(0, end, address)), endPfn);
    }
    List<DescriptorRun> runs = map.sections(endPfn);
    return new Found(runs, runs.isEmpty() ? endPfn : runs.get(runs.size() - 1).endPfn());
  }

  /**
   * Where a flat map ends, or {@code endPfn} if VMCOREINFO does not say. What follows it in memory
   * must not be taken for descriptors, as makedumpfile 1.7 does where a file has firmware high up.
   */
  private long endOfOnlyNode(long endPfn) throws IOException {
    OptionalLong node = vmcoreinfo.symbol("contig_page_data");
    OptionalLong start = vmcoreinfo.offset("pglist_data", "node_start_pfn");
    OptionalLong spanned = vmcoreinfo.offset("pglist_data", "node_spanned_pages");
    if (node.isEmpty() || start.isEmpty() || spanned.isEmpty()) {
      return endPfn;
    }
    return kernel.readPointer(node.getAsLong() + start.getAsLong())
        + kernel.readPointer(node.getAsLong() + spanned.getAsLong());
  }

  /** How many descriptors lie from an address up to the end of the address space at most. */
  private long most(long address) {
    long bytes = kernel.pointerSize() == 4 ? (1L << 32) - address : -address;
    return Long.divideUnsigned(bytes, descriptorSize);
  }

  private List<DescriptorRun> sections(long endPfn) throws IOException {
    long roots = required(vmcoreinfo.symbol("mem_section"), "SYMBOL(mem_section)");
    long rootCount = required(vmcoreinfo.length("mem_section"), "LENGTH(mem_section)");
    long sectionSize = required(vmcoreinfo.size("mem_section"), "SIZE(mem_section)");
    long member =
        required(
            vmcoreinfo.offset("mem_section", "section_mem_map"),
            "OFFSET(mem_section.section_mem_map)");
    if (sectionSize < kernel.pointerSize() || sectionSize > Page.SIZE) {
      throw new MissingVmcoreinfoException(
          "SIZE(mem_section) that can be (%d)".formatted(sectionSize));
    }
    int sectionShift = sectionSizeBits() - 12;
    long sectionCount = 1L << physicalBits() - sectionSizeBits();
    // SPARSEMEM_EXTREME has pages of sections, found through an array of pointers; else the array
    // holds the sections themselves and is as long as there are sections.
    boolean extreme = rootCount < sectionCount;
    long sectionsPerRoot = extreme ? Page.SIZE / sectionSize : 1;
    List<DescriptorRun> runs = new ArrayList<>();
    long needed = Math.min(sectionCount, endPfn + (1L << sectionShift) - 1 >>> sectionShift);
    long root = 0;
    for (long section = 0; section < needed; section++) {
      long address = roots + section * sectionSize;
      if (extreme) {
        if (section % sectionsPerRoot == 0) {
          root = kernel.readPointer(roots + section / sectionsPerRoot * kernel.pointerSize());
        }
        if (root == 0) {
          section += sectionsPerRoot - 1;
          continue;
        }
        address = root + section % sectionsPerRoot * sectionSize;
      }
      long coded = kernel.readPointer(address + member);
      if ((coded & SECTION_MARKED_PRESENT) != 0) {
        long start = section << sectionShift;
        long end = Math.min(endPfn, section + 1 << sectionShift);
        append(runs, start, end, (coded & ~SECTION_FLAGS) + start * descriptorSize);
      }
    }
    return runs;
  }

  private void append(List<DescriptorRun> runs, long start, long end, long address) {
    long canonical = kernel.pointerSize() == 4 ? address & 0xffff_ffffL : address;
    int last = runs.size() - 1;
    if (last >= 0
        && runs.get(last).endPfn() == start
        && runs.get(last).addressOf(start, descriptorSize) == canonical) {
      DescriptorRun run = runs.get(last);
      runs.set(last, new DescriptorRun(run.startPfn(), end, run.address()));
    } else {
      runs.add(new DescriptorRun(start, end, canonical));
    }
  }

  /**
   * Exported since Linux 5.13 (4f5aecdff25f); on x86 before it follows from the architecture
   * ({@code arch/x86/include/asm/sparsemem.h}).
   */
  private int sectionSizeBits() throws MissingVmcoreinfoException {
    int assumed = kernel.pointerSize() == 8 ? 27 : vmcoreinfo.config("X86_PAE") ? 29 : 26;
    long bits = vmcoreinfo.constant("SECTION_SIZE_BITS").orElse(assumed);
    if (bits < SMALLEST_SECTION_BITS || bits > LARGEST_SECTION_BITS) {
      throw new MissingVmcoreinfoException(
          "NUMBER(SECTION_SIZE_BITS) that can be (%d)".formatted(bits));
    }
    return (int) bits;
  }

  /** Exported since Linux 5.9 (1d50e5d0c505); with five levels of page tables it is 52. */
  private int physicalBits() throws MissingVmcoreinfoException {
    boolean fiveLevels = vmcoreinfo.constant("pgtable_l5_enabled").orElse(0) == 1;
    int wide = fiveLevels ? 52 : 46;
    int assumed = kernel.pointerSize() == 8 ? wide : vmcoreinfo.config("X86_PAE") ? 36 : 32;
    long bits = vmcoreinfo.constant("MAX_PHYSMEM_BITS").orElse(assumed);
    if (bits < LARGEST_SECTION_BITS || bits > MOST_PHYSICAL_BITS) {
      throw new MissingVmcoreinfoException(
          "NUMBER(MAX_PHYSMEM_BITS) that can be (%d)".formatted(bits));
    }
    return (int) bits;
  }

  private static long required(OptionalLong value, String line) throws MissingVmcoreinfoException {
    return DescriptorLayout.required(value, line);
  }
}
