package org.kexshot.filter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Decides which page frames of an image a dump of a level keeps.
 *
 * <p>Cost: reads each page descriptor of RAM once, in blocks; takes two bits a frame of memory.
 */
public final class PageFilter {
  /** Bytes of descriptors read at once: fits the second-level cache with room to spare. */
  private static final int BLOCK_BYTES = 256 << 10;

  private static final int PAGE = 4096;

  private final DumpLevel level;
  private final PfnSet ram;
  private final PfnSet kept;
  private long undecided;

  private PageFilter(PhysicalMemory memory, DumpLevel level, long end) {
    this.level = level;
    this.ram = ramFrames(memory).below(end);
    this.kept = memory.presentFrames().below(end);
  }

  /**
   * Keeps every frame that the image has.
   *
   * @return a selection whose level is 0
   */
  public static PageSelection everything(PhysicalMemory memory) {
    PageFilter filter = new PageFilter(memory, DumpLevel.EVERYTHING, memory.endPfn());
    return filter.selection(new long[PageKind.values().length]);
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
    DescriptorLayout layout = new DescriptorLayout(vmcoreinfo, kernel.pointerSize());
    DescriptorMap.Found map = DescriptorMap.find(kernel, vmcoreinfo, layout.size, memory.endPfn());
    PageFilter filter = new PageFilter(memory, level, map.end());
    PageClassifier classifier = new PageClassifier(level, layout, filter.ram, filter.kept);
    filter.undecided = filter.ram.count();
    for (DescriptorRun run : map.runs()) {
      filter.classify(kernel, run, layout, classifier);
    }
    return filter.selection(classifier.counts());
  }

  private static PfnSet ramFrames(PhysicalMemory memory) {
    PfnSet frames = new PfnSet(memory.endPfn());
    for (PhysicalRange range : memory.ram()) {
      frames.addRange(range.start() >>> 12, range.end() + PAGE - 1 >>> 12);
    }
    return frames;
  }

  private void classify(
      VirtualMemory kernel, DescriptorRun run, DescriptorLayout layout, PageClassifier classifier)
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
        classifier.classify(bytes, start, end);
      } catch (MemoryFault fault) {
        classifyPages(kernel, run, layout, classifier, start, end);
      }
      pfn = ram.nextIn(end);
    }
  }

  /** Where a block cannot be read as a whole: the parts of it that can. */
  private void classifyPages(
      VirtualMemory kernel,
      DescriptorRun run,
      DescriptorLayout layout,
      PageClassifier classifier,
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
      classifier.classify(bytes, start, end);
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

  private PageSelection selection(long[] leftOut) {
    long[] counts = leftOut.clone();
    counts[PageKind.KEPT.ordinal()] = kept.count();
    return new PageSelection(level, ram, kept, PageCounts.of(counts), undecided);
  }
}
