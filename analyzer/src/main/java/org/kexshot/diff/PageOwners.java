package org.kexshot.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.kernel.KernelImage;
import org.kexshot.symbols.SymbolTable;

/**
 * Says of each page frame of an image what it is used for. Cost to make: three passes over the page
 * descriptors and six bits a frame; a question is quick.
 */
final class PageOwners {
  private record Section(long start, long end, PageOwner owner) {}

  private final List<Section> sections = new ArrayList<>();
  private final PfnSet known;
  private final PfnSet withoutFree;
  private final PfnSet withoutProcesses;
  private final PfnSet withoutCache;

  /**
   * @throws IOException if the page descriptors cannot be found
   */
  PageOwners(KernelImage image) throws IOException {
    known = PageFilter.everything(image.physical()).kept();
    withoutFree = keptAt(image, 16);
    withoutProcesses = keptAt(image, 8);
    withoutCache = keptAt(image, 6);
    addSections(image);
  }

  private static PfnSet keptAt(KernelImage image, int level) throws IOException {
    return PageFilter.select(
            image.physical(), image.memory(), image.vmcoreinfo(), new DumpLevel(level))
        .kept();
  }

  private void addSections(KernelImage image) throws IOException {
    addBetween(image, "_stext", "_etext", PageOwner.KERNEL_CODE);
    addBetween(image, "__start_rodata", "__end_rodata", PageOwner.KERNEL_READ_ONLY_DATA);
    addBetween(image, "_sdata", "_edata", PageOwner.KERNEL_DATA);
    addBetween(image, "__bss_start", "__bss_stop", PageOwner.KERNEL_DATA);
    OptionalLong map = image.vmcoreinfo().symbol("mem_map");
    OptionalLong size = image.vmcoreinfo().size("page");
    if (map.isPresent() && size.isPresent()) {
      long start = image.memory().readPointer(map.getAsLong());
      long length = image.physical().endPfn() * size.getAsLong();
      add(image, start, start + length, PageOwner.PAGE_DESCRIPTORS);
    }
  }

  private void addBetween(KernelImage image, String start, String end, PageOwner owner)
      throws IOException {
    SymbolTable symbols = image.symbols();
    OptionalLong from = symbols.find(start);
    OptionalLong to = symbols.find(end);
    if (from.isPresent() && to.isPresent() && to.getAsLong() > from.getAsLong()) {
      add(image, from.getAsLong(), to.getAsLong(), owner);
    }
  }

  /** The kernel's image and its flat memory map lie in one piece, in both address spaces. */
  private void add(KernelImage image, long start, long end, PageOwner owner) throws IOException {
    long first = image.memory().physical(start) >>> Architecture.PAGE_SHIFT;
    long pages = (end - start + Architecture.PAGE_SIZE - 1) >>> Architecture.PAGE_SHIFT;
    sections.add(new Section(first, first + pages, owner));
  }

  /** The owner of a frame that the image has. */
  PageOwner owner(long frame) {
    for (Section section : sections) {
      if (frame >= section.start && frame < section.end) {
        return section.owner;
      }
    }
    if (!known.contains(frame)) {
      return PageOwner.UNKNOWN;
    }
    if (!withoutFree.contains(frame)) {
      return PageOwner.FREE;
    }
    if (!withoutProcesses.contains(frame)) {
      return PageOwner.PROCESS;
    }
    return withoutCache.contains(frame) ? PageOwner.KERNEL_OTHER : PageOwner.PAGE_CACHE;
  }
}
