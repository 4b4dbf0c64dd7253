package org.kexshot.kernel;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.format.DamagedPages;
import org.kexshot.format.DamagedPaging;
import org.kexshot.format.Dump;
import org.kexshot.format.LiveReading;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.RecentPages;
import org.kexshot.paging.KernelNotFoundFault;
import org.kexshot.paging.KernelPaging;
import org.kexshot.paging.PagedMemory;
import org.kexshot.symbols.Kallsyms;
import org.kexshot.symbols.SymbolTable;
import org.kexshot.types.Btf;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeException;
import org.kexshot.types.TypeTable;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * An image understood as a Linux kernel: its memory by virtual address, its symbols and its types,
 * all from the image itself. What the readers of this package start from. Opening finds the page
 * tables only; symbols and types are read when first asked for. Several threads may use it.
 */
public final class KernelImage {
  private static final int MAX_BTF_BYTES = 1 << 27;

  private final PhysicalMemory physical;
  private final Vmcoreinfo vmcoreinfo;
  private final Architecture architecture;
  private final KernelPaging paging;
  private final DebugFiles files;
  private final Optional<String> remark;
  private final Optional<LiveReading> liveReading;
  private SymbolTable symbols;
  private final FactCache facts = new FactCache();
  private Btf btf;
  private TypeTable types;

  private KernelImage(
      PhysicalMemory physical,
      Vmcoreinfo vmcoreinfo,
      Architecture architecture,
      KernelPaging paging,
      DebugFiles files,
      Optional<String> remark,
      Optional<LiveReading> liveReading) {
    this.remark = remark;
    this.liveReading = liveReading;
    this.physical = physical;
    this.vmcoreinfo = vmcoreinfo;
    this.architecture = architecture;
    this.paging = paging;
    this.files = files;
  }

  /**
   * Opens a dump's kernel. Reads a handful of page-table entries; all pages where the kernel's own
   * top table is damaged.
   *
   * @throws KernelNotFoundFault if neither the file nor its memory holds a VMCOREINFO, or it does
   *     not lead to this memory's page tables
   * @throws IOException if the file fails
   */
  public static KernelImage open(Dump dump) throws IOException {
    return open(dump, DebugFiles.NONE);
  }

  /**
   * Opens the kernel of a dump that does not tell all of itself.
   *
   * @param files take the place of what the image has
   */
  public static KernelImage open(Dump dump, DebugFiles files) throws IOException {
    PhysicalMemory physical = new RecentPages(new DamagedPages(dump.memory()));
    Architecture architecture = dump.architecture();
    Optional<Vmcoreinfo> vmcoreinfo = dump.vmcoreinfo();
    if (vmcoreinfo.isEmpty()) {
      throw new KernelNotFoundFault(
          "physical",
          0,
          PageState.UNREADABLE,
          "neither the file nor its memory holds a VMCOREINFO, so the kernel cannot be found");
    }
    try {
      return new KernelImage(
          physical,
          vmcoreinfo.get(),
          architecture,
          KernelPaging.find(physical, vmcoreinfo.get(), architecture),
          files,
          Optional.empty(),
          dump.liveReading());
    } catch (KernelNotFoundFault damaged) {
      Optional<KernelPaging> spare = DamagedPaging.find(physical, vmcoreinfo.get(), architecture);
      if (spare.isEmpty()) {
        throw damaged;
      }
      return new KernelImage(
          physical,
          vmcoreinfo.get(),
          architecture,
          spare.get(),
          files,
          Optional.of(
              "the kernel's own top page table is damaged or missing; another that maps the kernel"
                  + ", at physical 0x%x, stands for it"
                      .formatted(spare.get().kernel().table().root())),
          dump.liveReading());
    }
  }

  /** What had to be done to find the kernel, where it was not found as it should be. */
  public Optional<String> remark() {
    return remark;
  }

  /** How the image was read while its system ran on; empty for an image of one instant. */
  public Optional<LiveReading> liveReading() {
    return liveReading;
  }

  public Architecture architecture() {
    return architecture;
  }

  /** {@code uname -r}; empty if VMCOREINFO does not say it. */
  public String osRelease() {
    return vmcoreinfo.osRelease().orElse("");
  }

  public Vmcoreinfo vmcoreinfo() {
    return vmcoreinfo;
  }

  /** Physical memory as the kernel saw it. */
  public PhysicalMemory physical() {
    return physical;
  }

  /** The kernel's virtual address space. */
  public PagedMemory memory() {
    return paging.kernel();
  }

  /** The kernel's paging, from which the address spaces of processes come. */
  public KernelPaging paging() {
    return paging;
  }

  /**
   * The kernel's symbols. The first call reads the table.
   *
   * @throws IOException if the table is missing, malformed or not in the image
   */
  public synchronized SymbolTable symbols() throws IOException {
    if (symbols == null) {
      Optional<SymbolTable> given = files.readSymbols(vmcoreinfo);
      symbols = given.isPresent() ? given.get() : Kallsyms.read(paging.image(), vmcoreinfo);
    }
    return symbols;
  }

  /**
   * The kernel's types. The first call reads the BTF.
   *
   * @throws IOException if the BTF is missing, malformed or not in the image
   */
  public synchronized TypeTable types() throws IOException {
    if (types == null) {
      types = new TypeTable(btf(), architecture.pointerSize());
    }
    return types;
  }

  /** The kernel's own BTF, the base of its modules'. */
  public synchronized Btf btf() throws IOException {
    if (btf == null) {
      Optional<Btf> given = files.readBtf(vmcoreinfo, architecture.pointerSize());
      btf = given.isPresent() ? given.get() : ownBtf();
    }
    return btf;
  }

  /**
   * What an image says of its kernel that another image of the same kernel at the same place says,
   * too.
   *
   * @param vmcoreinfo of that kernel
   */
  public record Tables(Vmcoreinfo vmcoreinfo, SymbolTable symbols, Btf btf, TypeTable types) {}

  /**
   * The tables of this image; reads them.
   *
   * @throws IOException if one is missing, malformed or not in the image
   */
  public Tables tables() throws IOException {
    return new Tables(vmcoreinfo, symbols(), btf(), types());
  }

  /**
   * Takes over what was read of another image, so that it need not be read again: if VMCOREINFO is
   * the same in all, the identity of the kernel's build included, and the user gave nothing else.
   */
  public synchronized void adopt(Tables other) {
    Map<String, String> values = vmcoreinfo.values();
    if (files.isEmpty()
        && values.containsKey("BUILD-ID")
        && values.equals(other.vmcoreinfo().values())) {
      symbols = other.symbols();
      btf = other.btf();
      types = other.types();
    }
  }

  /**
   * Makes sure that objects can be read: that there are symbols of data, and types. Types are not
   * read yet.
   *
   * @throws IOException that says what is missing and what to do
   */
  public void requireObjects() throws IOException {
    symbols().require("init_task");
    if (files.btf().isEmpty()) {
      ownTypes();
    }
  }

  private Btf ownBtf() throws IOException {
    BtfPlace place = ownTypes();
    byte[] bytes = paging.image().readBytes(place.start(), place.length());
    return Btf.parse("the kernel's BTF", bytes);
  }

  private record BtfPlace(long start, int length) {}

  private BtfPlace ownTypes() throws IOException {
    SymbolTable table = symbols();
    int start = table.indexOfData("__start_BTF");
    int stop = table.indexOfData("__stop_BTF");
    if (start < 0 || stop < 0) {
      throw new TypeException(
          ("the kernel %s holds no BTF, so its structures are unknown; make a file of them from its"
                  + " vmlinux with debug info, by pahole --btf_encode_detached=FILE vmlinux, and"
                  + " name it with --btf FILE")
              .formatted(osRelease()));
    }
    long length = table.address(stop) - table.address(start);
    if (length <= 0 || length > MAX_BTF_BYTES) {
      throw new TypeException("the kernel's BTF is said to be %d bytes long".formatted(length));
    }
    return new BtfPlace(table.address(start), (int) length);
  }

  /**
   * A structure at a kernel virtual address. Nothing is read yet.
   *
   * @throws TypeException if the kernel has no such structure
   */
  public KernelStruct struct(String name, long address) throws IOException {
    return new KernelStruct(memory(), types().struct(name), address);
  }

  /**
   * The structure that a symbol of the kernel is.
   *
   * @throws org.kexshot.symbols.SymbolException if there is no such symbol
   */
  public KernelStruct symbolStruct(String symbol, String struct) throws IOException {
    return struct(struct, symbols().require(symbol));
  }

  /**
   * Bytes from the start of a structure to a member of it.
   *
   * @throws TypeException if the kernel has no such structure or member
   */
  public long offset(String struct, String member) throws IOException {
    return struct(struct, 0).member(member).offset();
  }

  /** A structure's type. */
  public KernelType type(String struct) throws IOException {
    return types().struct(struct);
  }

  /**
   * A fact derived from the image, read when it is first asked for and never again, whoever asks. A
   * reader that fails is asked again the next time. Facts may be read of other facts.
   *
   * @param reader stands for the fact: a method reference or a constant, not a lambda that captures
   */
  public <T> T once(FactReader<T> reader) throws IOException {
    return facts.get(reader, this);
  }
}
