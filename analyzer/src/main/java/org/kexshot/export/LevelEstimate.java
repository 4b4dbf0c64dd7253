package org.kexshot.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageCounts;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageKind;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.PageBatch;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.memory.PhysicalMemory;

/**
 * What a dump of each level would keep of an image.
 *
 * @param kinds the image's page frames by kind, each counted once, as level 31 tells them apart
 * @param levels of all 32 levels, ascending
 * @param undecided frames whose page descriptors are not in the image, or that have none; every
 *     level keeps them
 * @param unreadable frames whose contents are missing or damaged; not among the zero ones
 */
public record LevelEstimate(PageCounts kinds, List<Level> levels, long undecided, long unreadable) {
  private static final int BATCH_PAGES = 256;

  /**
   * What one level keeps.
   *
   * @param kept frames whose contents the dump has
   * @param zero frames that it knows to be all zeros, where the level tells them apart
   */
  public record Level(DumpLevel level, long kept, long zero) {}

  /**
   * Counts. Reads each page descriptor once and each page once, whatever the number of levels.
   *
   * @throws IOException if the file fails, or the image's kernel cannot be found
   */
  public static LevelEstimate of(MemoryImage image) throws IOException {
    PhysicalMemory memory = image.dump().memory();
    KernelImage kernel = image.kernel();
    Map<DumpLevel, Integer> places = new LinkedHashMap<>();
    for (int value = 0; value < 32; value++) {
      places.putIfAbsent(byDescriptors(new DumpLevel(value)), places.size());
    }
    List<PageSelection> selections =
        PageFilter.select(
            memory,
            memory.presentFrames(),
            kernel.memory(),
            kernel.vmcoreinfo(),
            List.copyOf(places.keySet()),
            Runtime.getRuntime().availableProcessors());
    long[] zeros = new long[selections.size()];
    long unreadable = countZeros(memory, selections, zeros);
    List<Level> levels = new ArrayList<>();
    for (int value = 0; value < 32; value++) {
      DumpLevel level = new DumpLevel(value);
      int place = places.get(byDescriptors(level));
      long kept = selections.get(place).counts().get(PageKind.KEPT);
      long zero = level.excludesZero() ? zeros[place] : 0;
      levels.add(new Level(level, kept - zero, zero));
    }
    int last = places.get(byDescriptors(DumpLevel.KERNEL));
    PageCounts kinds =
        selections.get(last).counts().move(PageKind.KEPT, PageKind.ZERO, zeros[last]);
    return new LevelEstimate(kinds, levels, selections.get(last).undecided(), unreadable);
  }

  /**
   * The level whose decisions by page descriptors are the same: zero pages are told by contents,
   * and 4 excludes all that 2 does.
   */
  private static DumpLevel byDescriptors(DumpLevel level) {
    int cache = level.excludesPrivateCache() ? 2 : 0;
    return new DumpLevel((level.value() | cache) & ~1);
  }

  /** Counts the zero pages of each selection, and returns how many frames could not be read. */
  private static long countZeros(
      PhysicalMemory memory, List<PageSelection> selections, long[] zeros) throws IOException {
    PageBatch batch = new PageBatch(BATCH_PAGES);
    PfnSet all = selections.get(0).kept();
    long unreadable = 0;
    for (long pfn = all.nextIn(0); pfn < all.end(); ) {
      long next = batch.fill(memory, all, pfn);
      for (int i = 0; i < batch.count(); i++, pfn = all.nextIn(pfn + 1)) {
        if (batch.isUnreadable(i)) {
          unreadable++;
        } else if (batch.isZero(i)) {
          for (int selection = 0; selection < zeros.length; selection++) {
            zeros[selection] += selections.get(selection).kept().contains(pfn) ? 1 : 0;
          }
        }
      }
      pfn = next;
    }
    return unreadable;
  }
}
