package org.kexshot.filter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Decides which page frames of an image a dump of a level keeps, or of each of several levels.
 *
 * <p>Cost: reads each page descriptor of RAM once, in blocks; takes a bit a frame of memory, and
 * one more for each level.
 */
public final class PageFilter {
  /** Bytes of descriptors read at once: fits the second-level cache with room to spare. */
  private static final int BLOCK_BYTES = 256 << 10;

  private static final int PAGE = 4096;

  private final PfnSet ram;
  private final List<PageClassifier> classifiers = new ArrayList<>();
  private long undecided;

  private PageFilter(PfnSet ram) {
    this.ram = ram;
    this.undecided = ram.count();
  }

  /**
   * Keeps every frame that the image has.
   *
   * @return a selection whose level is 0
   */
  public static PageSelection everything(PhysicalMemory memory) {
    return everything(memory, memory.presentFrames());
  }

  /**
   * Keeps every frame of a set.
   *
   * @return a selection whose level is 0
   */
  public static PageSelection everything(PhysicalMemory memory, PfnSet frames) {
    return selection(
        DumpLevel.EVERYTHING, ramFrames(memory), frames, new long[PageKind.values().length], 0);
  }

  /**
   * Decides by page descriptors.
   *
   * @param kernel the kernel's virtual memory over {@code memory}
   * @throws MissingVmcoreinfoException if VMCOREINFO does not describe page descriptors
   * @throws MemoryFault if the memory map itself cannot be read; descriptors that cannot be read
   *     leave their frames kept
   */
  public static PageSelection select(
      PhysicalMemory memory, VirtualMemory kernel, Vmcoreinfo vmcoreinfo, DumpLevel level)
      throws IOException {
    return select(memory, memory.presentFrames(), kernel, vmcoreinfo, List.of(level)).get(0);
  }

  /**
   * Decides for several levels in one pass.
   *
   * @param frames those that may be kept
   * @return a selection for each level, in their order
   * @throws IOException as {@link #select(PhysicalMemory, VirtualMemory, Vmcoreinfo, DumpLevel)}
   */
  public static List<PageSelection> select(
      PhysicalMemory memory,
      PfnSet frames,
      VirtualMemory kernel,
      Vmcoreinfo vmcoreinfo,
      List<DumpLevel> levels)
      throws IOException {
    DescriptorLayout layout = new DescriptorLayout(vmcoreinfo, kernel.pointerSize());
    DescriptorMap.Found map = DescriptorMap.find(kernel, vmcoreinfo, layout.size, memory.endPfn());
    PageFilter filter = new PageFilter(ramFrames(memory).below(map.end()));
    for (DumpLevel level : levels) {
      filter.classifiers.add(
          new PageClassifier(level, layout, filter.ram, frames.below(map.end())));
    }
    for (DescriptorRun run : map.runs()) {
      filter.classify(kernel, run, layout);
    }
    return filter.selections();
  }

  private static PfnSet ramFrames(PhysicalMemory memory) {
    PfnSet frames = new PfnSet(memory.endPfn());
    for (PhysicalRange range : memory.ram()) {
      frames.addRange(range.start() >>> 12, range.end() + PAGE - 1 >>> 12);
    }
    return frames;
  }

  private void classify(VirtualMemory kernel, DescriptorRun run, DescriptorLayout layout)
      throws IOException {
    // An even number, and blocks begin at multiples of it: the second descriptor of a compound page
    // then lies in the block of the first.
    long perBlock = Long.highestOneBit(BLOCK_BYTES / layout.size);
    byte[] block = new byte[(int) perBlock * layout.size];
    ByteBuffer bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    long pfn = ram.nextIn(run.startPfn());
    while (pfn < run.endPfn()) {
      long start = Math.max(run.startPfn(), pfn & -perBlock);
      long end = Math.min(run.endPfn(), (pfn & -perBlock) + perBlock);
      int length = (int) (end - start) * layout.size;
      long address = run.addressOf(start, layout.size);
      try {
        kernel.read(address, block, 0, length);
        undecided -= ramBetween(start, end);
        classify(bytes, start, end);
      } catch (MemoryFault fault) {
        classifyPages(kernel, run, layout, start, end);
      }
      pfn = ram.nextIn(end);
    }
  }

  /** Where a block cannot be read as a whole: the parts of it that can. */
  private void classifyPages(
      VirtualMemory kernel,
      DescriptorRun run,
      DescriptorLayout layout,
      long blockStart,
      long blockEnd)
      throws IOException {
    long perPart = Math.max(2, Long.highestOneBit(PAGE / layout.size));
    byte[] part = new byte[(int) perPart * layout.size];
    ByteBuffer bytes = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
    for (long start = blockStart; start < blockEnd; start = (start & -perPart) + perPart) {
      long end = Math.min(blockEnd, (start & -perPart) + perPart);
      long ramHere = ramBetween(start, end);
      if (ramHere == 0) {
        continue;
      }
      try {
        long address = run.addressOf(start, layout.size);
        kernel.read(address, part, 0, (int) (end - start) * layout.size);
      } catch (MemoryFault fault) {
        continue;
      }
      undecided -= ramHere;
      classify(bytes, start, end);
    }
  }

  private void classify(ByteBuffer descriptors, long start, long end) {
    for (PageClassifier classifier : classifiers) {
      classifier.classify(descriptors, start, end);
    }
  }

  private long ramBetween(long start, long end) {
    long count = 0;
    for (long pfn = ram.nextIn(start); pfn < end; ) {
      long out = Math.min(end, ram.nextOut(pfn));
      count += out - pfn;
      pfn = ram.nextIn(out);
    }
    return count;
  }

  private List<PageSelection> selections() {
    return classifiers.stream()
        .map(one -> selection(one.level(), ram, one.kept(), one.counts(), undecided))
        .toList();
  }

  private static PageSelection selection(
      DumpLevel level, PfnSet ram, PfnSet kept, long[] leftOut, long undecided) {
    long[] counts = leftOut.clone();
    counts[PageKind.KEPT.ordinal()] = kept.count();
    return new PageSelection(level, ram, kept, PageCounts.of(counts), undecided);
  }
}
