package org.kexshot.kernel.mm;

import java.io.IOException;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.types.Member;

/**
 * Visits the free blocks that processors hold back from the buddy allocator to hand them out
 * quickly; their descriptors have no mark. Source: {@code struct per_cpu_pages} in {@code
 * include/linux/mmzone.h}, {@code pindex_to_order} in {@code mm/page_alloc.c}.
 */
public final class ProcessorFreeLists {
  /** {@code MIGRATE_PCPTYPES}, and one more than {@code PAGE_ALLOC_COSTLY_ORDER}. */
  private static final int TYPES = 3;

  private static final int SMALL_ORDERS = 4;

  private final KernelImage image;
  private final Problems problems = new Problems();

  private ProcessorFreeLists(KernelImage image) {
    this.image = image;
  }

  /** Receives each free block. */
  public interface Visitor {
    /**
     * @param descriptor kernel virtual address of the block's first {@code struct page}
     * @param order of the block
     */
    void visit(long descriptor, int order);
  }

  /**
   * Visits all blocks.
   *
   * @throws IOException if the lists cannot be found
   */
  public static void forEach(KernelImage image, Visitor visitor) throws IOException {
    new ProcessorFreeLists(image).visitAll(visitor);
  }

  private void visitAll(Visitor visitor) throws IOException {
    PerCpu processors = new PerCpu(image);
    // Renamed in 5.14, commit 28f836b6777b.
    String member =
        image.type("zone").member("per_cpu_pageset").isPresent() ? "per_cpu_pageset" : "pageset";
    for (Zone zone : ZoneList.read(image).items()) {
      KernelStruct lists = image.struct("zone", zone.address());
      long pointer = lists.pointer(member);
      for (int processor = 0; processor < processors.count(); processor++) {
        visitProcessor(processors.address(pointer, processor), visitor);
      }
    }
  }

  private void visitProcessor(long address, Visitor visitor) throws IOException {
    boolean nested = image.types().findStruct("per_cpu_pageset").isPresent();
    Member lists =
        nested
            ? image.struct("per_cpu_pageset", 0).member("pcp.lists")
            : image.struct("per_cpu_pages", 0).member("lists");
    long link = image.offset("page", "lru");
    long size = lists.type().element().size();
    for (int i = 0; i < lists.type().count(); i++) {
      int order = order(i);
      new LinkedNodes(image.memory(), problems)
          .circular(
              "a processor's free list",
              address + lists.offset() + i * size,
              node -> visitor.visit(node - link, order));
    }
  }

  /** Lists behind those of small orders are of huge pages. */
  private int order(int list) {
    return list < TYPES * SMALL_ORDERS
        ? list / TYPES
        : Long.numberOfTrailingZeros(image.paging().form().span(1)) - 12;
  }
}
