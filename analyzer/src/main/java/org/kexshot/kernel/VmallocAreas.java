package org.kexshot.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.symbols.SymbolTable;

/** Reads the areas of vmalloc. Source: {@code mm/vmalloc.c}. */
public final class VmallocAreas {
  /** {@code VM_IOREMAP}, {@code include/linux/vmalloc.h}. */
  private static final long DEVICE_FLAG = 1;

  private static final int MAX_NODES = 1 << 12;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<VmallocArea> areas = new ArrayList<>();

  private VmallocAreas(KernelImage image) {
    this.image = image;
  }

  /**
   * Reads all areas.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<VmallocArea> read(KernelImage image) throws IOException {
    return new VmallocAreas(image).readAll();
  }

  private Listing<VmallocArea> readAll() throws IOException {
    SymbolTable symbols = image.symbols();
    int list = symbols.indexOf("vmap_area_list");
    int nodes = symbols.indexOf("vmap_nodes");
    if (list >= 0) {
      readList(symbols.address(list));
    } else if (nodes >= 0) {
      // Several lists since 6.9, commit d093602919ad.
      KernelStruct node = image.struct("vmap_node", 0);
      long first = image.memory().readPointer(symbols.address(nodes));
      long count = image.memory().readU32(symbols.require("nr_vmap_nodes"));
      for (int i = 0; i < Math.min(count, MAX_NODES); i++) {
        readList(first + i * node.type().size() + node.member("busy.head").offset());
      }
    }
    return new Listing<>(areas, problems.list());
  }

  private void readList(long head) throws IOException {
    long offset = image.offset("vmap_area", "list");
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the list of vmalloc areas",
            head,
            node -> areas.add(area(image.struct("vmap_area", node - offset))));
  }

  private static VmallocArea area(KernelStruct area) throws IOException {
    Optional<KernelStruct> detail = area.follow("vm");
    return new VmallocArea(
        area.pointer("va_start"),
        area.pointer("va_end"),
        detail.isPresent() ? detail.get().pointer("caller") : 0,
        detail.isPresent() && (detail.get().number("flags") & DEVICE_FLAG) != 0);
  }
}
