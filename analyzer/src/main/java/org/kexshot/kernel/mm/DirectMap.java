package org.kexshot.kernel.mm;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.kernel.KernelImage;
import org.kexshot.paging.PagingForm;

/**
 * Where the kernel maps physical memory one to one. Source: {@code
 * arch/x86/include/asm/page_64_types.h}, {@code arch/x86/mm/kaslr.c}.
 */
public final class DirectMap {
  /** {@code __PAGE_OFFSET_BASE_L4} and {@code _L5}, since 4.20 (commit d52888aa2753). */
  private static final long FOUR_LEVELS = 0xffff_8880_0000_0000L;

  private static final long FIVE_LEVELS = 0xff11_0000_0000_0000L;

  private final long base;

  /** Reads the base; with KASLR of memory the kernel keeps it in a variable. */
  public DirectMap(KernelImage image) throws IOException {
    this.base = base(image);
  }

  private static long base(KernelImage image) throws IOException {
    if (image.architecture() == Architecture.I386) {
      return image.paging().textOffset();
    }
    OptionalLong variable = image.symbols().findData("page_offset_base");
    if (variable.isPresent()) {
      return image.memory().readPointer(variable.getAsLong());
    }
    return image.paging().form() == PagingForm.X86_64_LA57 ? FIVE_LEVELS : FOUR_LEVELS;
  }

  /** The physical address of a kernel virtual one, which must lie in the map. */
  public long physical(long address) {
    return address - base;
  }

  /** The kernel virtual address of a physical one; of i386's high memory there is none. */
  public long address(long physical) {
    return base + physical;
  }
}
