package org.kexshot.kernel.mm;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.bytes;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.symbols.SymbolTable;

/** Reads the areas of vmalloc. Source: {@code mm/vmalloc.c}. */
public final class VmallocAreas {
  private static final FactReader<Listing<VmallocArea>> AREAS =
      image -> new VmallocAreas(image).readAll();

  /** Areas of the kernel's own virtual memory, as {@code /proc/vmallocinfo} lists them. */
  public static final ObjectKind<VmallocArea> KIND =
      ObjectKind.of(
          "vmalloc",
          "vmallocAreas",
          "List the areas of the kernel's own virtual memory, with the code that asked for each.",
          VmallocAreas::read,
          VmallocArea::title,
          List.of(
              column(">START", address("start", VmallocArea::start, BOOT_IDENTITY, INDEXED)),
              column(
                  ">END",
                  meaning(
                      "one past the last byte", address("end", VmallocArea::end, BOOT_COMPARED))),
              column(">SIZE", bytes("bytes", VmallocArea::bytes, IDENTITY, INDEXED)),
              column(">PAGES", number("pages", VmallocArea::pages, BOOT_COMPARED)),
              column("USE", text("use", VmallocArea::use, IDENTITY, BOOT_COMPARED, INDEXED)),
              column(
                  "CALLER",
                  text("callerName", VmallocArea::callerName, IDENTITY, BOOT_COMPARED, INDEXED)),
              meaning("code that asked for it", address("caller", VmallocArea::caller))));

  /** By the bit of {@code VM_*} in {@code include/linux/vmalloc.h}, from the lowest on. */
  private static final List<String> USES =
      List.of("ioremap", "vmalloc", "vmap", "user", "dma-coherent");

  private static final int MAX_NODES = 1 << 12;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<VmallocArea> areas = new ArrayList<>();

  private VmallocAreas(KernelImage image) {
    this.image = image;
  }

  /**
   * All areas, which are read once for an image.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<VmallocArea> read(KernelImage image) throws IOException {
    return image.once(AREAS);
  }

  private Listing<VmallocArea> readAll() throws IOException {
    SymbolTable symbols = image.symbols();
    OptionalLong list = symbols.findData("vmap_area_list");
    if (list.isPresent()) {
      readList(list.getAsLong());
    } else {
      // Several lists since 6.9, commit d093602919ad.
      KernelStruct node = image.struct("vmap_node", 0);
      long first = image.memory().readPointer(symbols.require("vmap_nodes"));
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

  private VmallocArea area(KernelStruct area) throws IOException {
    long start = area.pointer("va_start");
    long end = area.pointer("va_end");
    Optional<KernelStruct> detail = area.follow("vm");
    if (detail.isEmpty()) {
      return new VmallocArea(start, end, "", 0, 0, "");
    }
    long caller = detail.get().pointer("caller");
    return new VmallocArea(
        start,
        end,
        use(detail.get().number("flags")),
        detail.get().number("nr_pages"),
        caller,
        caller == 0 ? "" : ModuleSymbols.describe(image, caller));
  }

  private static String use(long flags) {
    int bit = Long.numberOfTrailingZeros(flags);
    return bit < USES.size() ? USES.get(bit) : "";
  }
}
