package org.kexshot.paging;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The paging of an imaged Linux kernel: its form, its own page tables, and from there the address
 * spaces of its processes. Works with KASLR of text and of the direct map, since only what
 * VMCOREINFO says of this very boot is used.
 */
public final class KernelPaging {
  /** {@code __START_KERNEL_map} of x86_64, to which {@code phys_base} is relative. */
  private static final long X86_64_TEXT_MAP = 0xffff_ffff_8000_0000L;

  /**
   * {@code PAGE_OFFSET} of i386 for each {@code CONFIG_VMSPLIT_*}: 3G, 3G_OPT, 2G, 2G_OPT, 1G. No
   * kernel exports which one it has.
   */
  private static final long[] I386_PAGE_OFFSETS = {
    0xc000_0000L, 0xb000_0000L, 0x8000_0000L, 0x7800_0000L, 0x4000_0000L
  };

  private final PhysicalMemory physical;
  private final Architecture architecture;
  private final PagingForm form;
  private final long encryptionMask;
  private final long textOffset;
  private final PagedMemory kernel;

  private KernelPaging(
      PhysicalMemory physical,
      Architecture architecture,
      PagingForm form,
      long encryptionMask,
      long root,
      long textOffset) {
    this.physical = physical;
    this.architecture = architecture;
    this.form = form;
    this.encryptionMask = encryptionMask;
    this.textOffset = textOffset;
    this.kernel = space("kernel virtual", root);
  }

  /**
   * Finds the kernel's page tables. Reads a handful of table entries.
   *
   * @throws KernelNotFoundFault if no candidate for the top table maps its own address onto itself,
   *     which says that VMCOREINFO does not belong to this memory or that its tables were excluded
   */
  public static KernelPaging find(
      PhysicalMemory physical, Vmcoreinfo vmcoreinfo, Architecture architecture)
      throws IOException {
    return switch (architecture) {
      case I386 -> findI386(physical, vmcoreinfo);
      case X86_64 -> findX8664(physical, vmcoreinfo);
    };
  }

  private static KernelPaging findI386(PhysicalMemory physical, Vmcoreinfo vmcoreinfo)
      throws IOException {
    PagingForm form = vmcoreinfo.config("X86_PAE") ? PagingForm.I386_PAE : PagingForm.I386;
    long top = topTable(vmcoreinfo);
    MemoryFault last = null;
    for (long pageOffset : I386_PAGE_OFFSETS) {
      if (Long.compareUnsigned(top, pageOffset) < 0) {
        continue;
      }
      KernelPaging candidate =
          new KernelPaging(physical, Architecture.I386, form, 0, top - pageOffset, pageOffset);
      try {
        if (candidate.mapsItself(top)) {
          return candidate;
        }
      } catch (MemoryFault fault) {
        last = fault;
      }
    }
    throw notFound(top, last);
  }

  private static KernelPaging findX8664(PhysicalMemory physical, Vmcoreinfo vmcoreinfo)
      throws IOException {
    PagingForm form =
        vmcoreinfo.constant("pgtable_l5_enabled").orElse(0) == 1
            ? PagingForm.X86_64_LA57
            : PagingForm.X86_64;
    long top = topTable(vmcoreinfo);
    MemoryFault last = null;
    try {
      long physBase = physBase(physical, vmcoreinfo, form, top);
      KernelPaging candidate = ofX8664(physical, vmcoreinfo, form, top, physBase);
      if (candidate.mapsItself(top)) {
        return candidate;
      }
    } catch (MemoryFault fault) {
      last = fault;
    }
    throw notFound(top, last);
  }

  private static KernelPaging ofX8664(
      PhysicalMemory physical, Vmcoreinfo vmcoreinfo, PagingForm form, long top, long physBase) {
    long textOffset = X86_64_TEXT_MAP - physBase;
    return new KernelPaging(
        physical,
        Architecture.X86_64,
        form,
        vmcoreinfo.constant("sme_mask").orElse(0),
        top - textOffset,
        textOffset);
  }

  /** The value of {@code phys_base}, which kernels before 4.10 do not tell. */
  private static long physBase(
      PhysicalMemory physical, Vmcoreinfo vmcoreinfo, PagingForm form, long top)
      throws IOException {
    OptionalLong told = vmcoreinfo.constant("phys_base");
    OptionalLong variable = vmcoreinfo.symbol("phys_base");
    if (told.isPresent() || variable.isEmpty()) {
      return told.orElse(0);
    }
    return PhysBaseSearch.find(
            physical,
            variable.getAsLong() - X86_64_TEXT_MAP,
            found -> {
              try {
                return ofX8664(physical, vmcoreinfo, form, top, found).mapsItself(top);
              } catch (MemoryFault elsewhere) {
                return false;
              }
            })
        .orElse(0);
  }

  /**
   * Finds paging by the top table of a process where {@link #find} fails because the kernel's own
   * is damaged or missing. On i386 it may lack what the kernel has mapped since that process ran
   * last.
   *
   * @return empty if there is none either, or VMCOREINFO does not tell where the kernel lies
   */
  public static Optional<KernelPaging> findBySpareTable(
      PhysicalMemory physical, Vmcoreinfo vmcoreinfo, Architecture architecture)
      throws IOException {
    long top;
    try {
      top = topTable(vmcoreinfo);
    } catch (KernelNotFoundFault unnamed) {
      return Optional.empty();
    }
    if (architecture == Architecture.X86_64) {
      OptionalLong physBase = vmcoreinfo.constant("phys_base");
      PagingForm form =
          vmcoreinfo.constant("pgtable_l5_enabled").orElse(0) == 1
              ? PagingForm.X86_64_LA57
              : PagingForm.X86_64;
      return physBase.isEmpty()
          ? Optional.empty()
          : bySpareTable(
              physical,
              architecture,
              form,
              vmcoreinfo.constant("sme_mask").orElse(0),
              top,
              X86_64_TEXT_MAP - physBase.getAsLong());
    }
    PagingForm form = vmcoreinfo.config("X86_PAE") ? PagingForm.I386_PAE : PagingForm.I386;
    for (long pageOffset : I386_PAGE_OFFSETS) {
      if (Long.compareUnsigned(top, pageOffset) >= 0) {
        Optional<KernelPaging> found =
            bySpareTable(physical, architecture, form, 0, top, pageOffset);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<KernelPaging> bySpareTable(
      PhysicalMemory physical,
      Architecture architecture,
      PagingForm form,
      long encryptionMask,
      long top,
      long textOffset)
      throws IOException {
    OptionalLong root =
        new SpareTables(physical, form, encryptionMask, top, top - textOffset).find();
    return root.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new KernelPaging(
                physical, architecture, form, encryptionMask, root.getAsLong(), textOffset));
  }

  private static long topTable(Vmcoreinfo vmcoreinfo) throws MemoryFault {
    for (String name : new String[] {"init_top_pgt", "swapper_pg_dir", "init_level4_pgt"}) {
      OptionalLong symbol = vmcoreinfo.symbol(name);
      if (symbol.isPresent()) {
        return symbol.getAsLong();
      }
    }
    throw new KernelNotFoundFault(
        "kernel virtual",
        0,
        PageState.UNREADABLE,
        "VMCOREINFO names no top page table (swapper_pg_dir), so nothing can be translated");
  }

  private static MemoryFault notFound(long top, MemoryFault cause) {
    MemoryFault fault =
        new KernelNotFoundFault(
            "kernel virtual",
            top,
            cause == null ? PageState.UNREADABLE : cause.state(),
            "the kernel's top page table does not map itself where VMCOREINFO puts it; the note"
                + " belongs to another boot, or the tables are not in the image"
                + (cause == null ? "" : " (" + cause.getMessage() + ")"));
    fault.initCause(cause);
    return fault;
  }

  private boolean mapsItself(long top) throws IOException {
    Translation page = kernel.translate(top);
    return page.isMapped() && page.physical(top) == kernel.table().root();
  }

  public PagingForm form() {
    return form;
  }

  /** The kernel's own address space: text, direct map, vmalloc, per-cpu, modules. */
  public PagedMemory kernel() {
    return kernel;
  }

  /** The kernel's own image only, which long reads of it are quicker from. */
  public VirtualMemory image() {
    return new KernelTextMemory(physical, textOffset, architecture.pointerSize());
  }

  /**
   * What to subtract from the address of a symbol in the kernel's own image (text, data, bss) to
   * get its physical address: {@code PAGE_OFFSET} on i386, {@code __START_KERNEL_map - phys_base}
   * on x86_64.
   */
  public long textOffset() {
    return textOffset;
  }

  /**
   * How far in physical memory the kernel's own image lies from where it was linked: {@code
   * phys_base} of x86_64; 0 on i386.
   */
  public long physBase() {
    return architecture == Architecture.X86_64 ? X86_64_TEXT_MAP - textOffset : 0;
  }

  /**
   * The address space of a process. Costs one translation.
   *
   * @param pgd kernel virtual address of its top table, {@code mm_struct.pgd}
   * @param name what faults call the space, e.g. {@code "virtual of process 17"}
   */
  public PagedMemory user(long pgd, String name) throws IOException {
    return space(name, kernel.physical(pgd));
  }

  private PagedMemory space(String name, long root) {
    return new PagedMemory(
        name, new PageTable(physical, form, root, encryptionMask), architecture.pointerSize());
  }
}
