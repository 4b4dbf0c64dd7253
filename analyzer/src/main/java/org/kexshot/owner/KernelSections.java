package org.kexshot.owner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.symbols.Symbol;
import org.kexshot.symbols.SymbolTable;

/**
 * The sections of the kernel's own image, which lies in one piece in physical memory. Source:
 * {@code arch/x86/kernel/vmlinux.lds.S}.
 */
final class KernelSections {

  private record Section(long start, long end, OwnerKind kind) {}

  private final KernelImage image;
  private final List<Section> sections = new ArrayList<>();

  KernelSections(KernelImage image) throws IOException {
    this.image = image;
    add("_stext", "_etext", OwnerKind.KERNEL_TEXT);
    add("__start_rodata", "__end_rodata", OwnerKind.KERNEL_READ_ONLY);
    add("_sdata", "_edata", OwnerKind.KERNEL_DATA);
    add("__init_begin", "__init_end", OwnerKind.KERNEL_DATA);
    add("__bss_start", "__bss_stop", OwnerKind.KERNEL_DATA);
    // Between them and behind, up to the early heap's end, there is more data.
    add("_etext", "_end", OwnerKind.KERNEL_DATA);
    add("__brk_base", "__brk_limit", OwnerKind.KERNEL_DATA);
  }

  private void add(String start, String end, OwnerKind kind) throws IOException {
    OptionalLong from = image.symbols().findData(start);
    OptionalLong to = image.symbols().findData(end);
    if (from.isPresent() && to.isPresent() && to.getAsLong() > from.getAsLong()) {
      sections.add(new Section(from.getAsLong(), to.getAsLong(), kind));
    }
  }

  /** What a frame of the kernel's image holds; null for another frame. */
  OwnerKind kind(long pfn) {
    long address = (pfn << Page.SHIFT) + image.paging().textOffset();
    for (Section section : sections) {
      if (Long.compareUnsigned(address, section.start & -(1L << Page.SHIFT)) >= 0
          && Long.compareUnsigned(address, section.end) < 0) {
        return section.kind;
      }
    }
    return null;
  }

  /** The owner of a frame of the kernel's image, named by the symbol at its start. */
  FrameOwner owner(long pfn, OwnerKind kind) throws IOException {
    return FrameOwner.of(kind, symbol((pfn << Page.SHIFT) + image.paging().textOffset()));
  }

  private String symbol(long address) throws IOException {
    SymbolTable symbols = image.symbols();
    int index = symbols.indexAt(address);
    if (index < 0) {
      return "";
    }
    Symbol symbol = symbols.symbol(index);
    return address == symbol.address()
        ? symbol.name()
        : "%s+0x%x".formatted(symbol.name(), address - symbol.address());
  }
}
