package org.kexshot.kernel;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.symbols.SymbolException;

/**
 * Reads which physical memory is RAM by the kernel's own account: the entries "System RAM" of its
 * resource tree, which {@code /proc/iomem} prints. Source: {@code kernel/resource.c}. Cost: five
 * reads an entry.
 */
final class SystemRam {
  private static final String NAME = "System RAM";

  /** More than any machine has. */
  private static final int MAX_ENTRIES = 1 << 16;

  private static final int MAX_NAME = 64;
  private static final long PHYSICAL_LIMIT = 1L << 52;

  private final KernelImage image;
  private final List<PhysicalRange> found = new ArrayList<>();

  private SystemRam(KernelImage image) {
    this.image = image;
  }

  /**
   * Whole pages of RAM, ascending; what lies side by side is one range.
   *
   * @throws IOException if the tree cannot be read to its end, or makes no sense
   */
  static List<PhysicalRange> read(KernelImage image) throws IOException {
    int root = image.symbols().indexOfData("iomem_resource");
    if (root < 0) {
      throw new SymbolException("the kernel's symbols do not name iomem_resource");
    }
    SystemRam ram = new SystemRam(image);
    ram.walk(image.symbols().address(root));
    return PhysicalRange.union(ram.found);
  }

  /** Goes over the tree; entries that are RAM may lie in others. */
  private void walk(long root) throws IOException {
    Deque<Long> waiting = new ArrayDeque<>();
    Set<Long> seen = new HashSet<>();
    waiting.push(root);
    while (!waiting.isEmpty()) {
      long at = waiting.pop();
      if (!seen.add(at) || seen.size() > MAX_ENTRIES) {
        throw new IOException("the kernel's tree of resources has no end, at 0x%x".formatted(at));
      }
      KernelStruct entry = image.struct("resource", at);
      long name = entry.pointer("name");
      if (name != 0 && image.memory().readString(name, MAX_NAME).equals(NAME)) {
        add(entry);
      }
      for (String link : new String[] {"sibling", "child"}) {
        long next = entry.pointer(link);
        if (next != 0) {
          waiting.push(next);
        }
      }
    }
  }

  private void add(KernelStruct entry) throws IOException {
    long start = entry.number("start");
    long last = entry.number("end");
    if (start < 0 || last < start || last >= PHYSICAL_LIMIT) {
      throw new IOException(
          "the kernel's resource at 0x%x says RAM from 0x%x to 0x%x"
              .formatted(entry.address(), start, last));
    }
    long from = Page.ceil(start);
    long to = Page.floor(last + 1);
    if (from < to) {
      found.add(new PhysicalRange(from, to));
    }
  }
}
