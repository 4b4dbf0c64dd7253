package org.kexshot.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.paging.PageTableBuilder;
import org.kexshot.paging.PagingForm;
import org.kexshot.symbols.KallsymsBuilder;
import org.kexshot.symbols.KallsymsBuilder.Entry;
import org.kexshot.types.Btf;
import org.kexshot.types.BtfBuilder;
import org.kexshot.types.BtfBuilder.Field;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeKind;
import org.kexshot.types.TypeTable;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A tiny i386 kernel in memory for tests: 16 MiB mapped at 3 GiB, with kallsyms, BTF and whatever
 * structures a test puts into it. Structures are laid out by {@link #define}; values are written by
 * member name.
 */
public final class FakeKernel {
  public static final long PAGE_OFFSET = 0xc000_0000L;
  private static final long ROOT = 0x10_0000;
  private static final long HEAP = 0x40_0000;
  private static final long TABLES = 0x80_0000;
  private static final int MEMORY = 1 << 24;

  private final FakePhysicalMemory memory = new FakePhysicalMemory(MEMORY);
  private final BtfBuilder btf = new BtfBuilder();
  private final Map<String, Integer> types = new LinkedHashMap<>();
  private final Map<String, Integer> sizes = new LinkedHashMap<>();
  private final List<Entry> symbols = new ArrayList<>();
  private boolean functionsAlone;
  private final StringBuilder vmcoreinfo = new StringBuilder();
  private TypeTable parsed;
  private long nextFree = HEAP;

  public FakeKernel() {
    simple("int", 4, true);
    simple("unsigned int", 4, false);
    simple("long long", 8, true);
    simple("unsigned long long", 8, false);
    simple("char", 1, true);
    simple("unsigned char", 1, false);
    simple("unsigned short", 2, false);
    types.put("()", btf.referring(TypeKind.FUNCTION_PROTOTYPE, "", 0));
    PageTableBuilder tables = new PageTableBuilder(memory, PagingForm.I386, ROOT);
    for (long at = 0; at < MEMORY; at += 4096) {
      tables.map(PAGE_OFFSET + at, at, 0);
    }
    vmcoreinfo.append("OSRELEASE=6.1.0-fake\nPAGESIZE=4096\n");
    vmcoreinfo.append("SYMBOL(swapper_pg_dir)=%x\n".formatted(PAGE_OFFSET + ROOT));
  }

  private void simple(String name, int size, boolean signed) {
    types.put(name, btf.integer(name, size, signed));
    sizes.put(name, size);
  }

  /**
   * Lays out a structure one member behind the other. A member is {@code "name: type"}, the type
   * the name of a known one, {@code "*type"} for a pointer to it, {@code "*()"} for one to a
   * function, or {@code "type[n]"}.
   */
  public FakeKernel define(String struct, String... members) {
    List<Field> fields = new ArrayList<>();
    int offset = 0;
    for (String member : members) {
      String[] parts = member.split(": ");
      String type = parts[1];
      int id;
      int size;
      if (type.startsWith("*")) {
        id = btf.pointer(types.getOrDefault(type.substring(1), 0));
        size = 4;
      } else if (type.endsWith("]")) {
        String element = type.substring(0, type.indexOf('['));
        int count = Integer.parseInt(type.substring(type.indexOf('[') + 1, type.length() - 1));
        id = btf.array(types.get(element), count);
        size = sizes.get(element) * count;
      } else {
        id = types.get(type);
        size = sizes.get(type);
      }
      fields.add(new Field(parts[0], id, 8 * offset, 0));
      offset += size + 3 & -4;
    }
    types.put(struct, btf.struct(struct, offset, fields));
    sizes.put(struct, offset);
    return this;
  }

  /** Names the type of a pointer, so that arrays can be made of it. */
  public FakeKernel pointerTo(String type, String name) {
    types.put(name, btf.pointer(types.get(type)));
    sizes.put(name, 4);
    return this;
  }

  /** Defines an enumeration with the values 0, 1, 2 and so on. */
  public FakeKernel enumerate(String name, String... names) {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      values.add(i);
    }
    btf.enumeration(name, false, List.of(names), values);
    return this;
  }

  /** BTF of a module, which goes on where the types defined so far end. */
  public BtfBuilder moduleTypes() {
    return new BtfBuilder(btf.nextId(), btf.stringBytes());
  }

  /** The number of a type defined before. */
  public int typeId(String name) {
    return types.get(name);
  }

  /** Reserves room for a structure; gives its virtual address. */
  public long allocate(String struct) throws IOException {
    return allocate((int) type(struct).size());
  }

  public long allocate(int bytes) {
    long at = nextFree;
    nextFree += bytes + 15 & -16;
    memory.write(at, new byte[bytes]);
    return PAGE_OFFSET + at;
  }

  /** Puts a text with a zero behind it into memory; gives its virtual address. */
  public long string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long at = allocate(bytes.length + 1);
    bytes(at, bytes);
    return at;
  }

  /** A structure of which only the page it lies in is special: it starts a page of its own. */
  public long allocateOnOwnPage(String struct) throws IOException {
    nextFree = nextFree + 4095 & -4096;
    long at = allocate(struct);
    nextFree = nextFree + 4095 & -4096;
    return at;
  }

  public void exclude(long virtualAddress) {
    memory.exclude(virtualAddress - PAGE_OFFSET >>> 12);
  }

  public FakeKernel symbol(String name, long address) {
    symbols.add(new Entry(address, 'D', name));
    return this;
  }

  /** A variable that only its own file knows, so that others may have one of this name too. */
  public FakeKernel fileSymbol(String name, long address) {
    symbols.add(new Entry(address, 'd', name));
    return this;
  }

  /** A symbol of code. */
  public FakeKernel function(String name, long address) {
    symbols.add(new Entry(address, 'T', name));
    return this;
  }

  /** Leaves data out of kallsyms, its own types too, as without {@code CONFIG_KALLSYMS_ALL}. */
  public FakeKernel functionsAlone() {
    functionsAlone = true;
    return this;
  }

  /** Appends lines to VMCOREINFO. */
  public FakeKernel info(String lines) {
    vmcoreinfo.append(lines);
    return this;
  }

  public void set(long address, String struct, String member, long value) throws IOException {
    var place = type(struct).member(member).orElseThrow();
    number(address + place.offset(), value, (int) place.type().size());
  }

  public void text(long address, String struct, String member, String value) throws IOException {
    bytes(
        address + type(struct).member(member).orElseThrow().offset(),
        value.getBytes(StandardCharsets.UTF_8));
  }

  public void number(long virtualAddress, long value, int length) {
    memory.writeNumber(virtualAddress - PAGE_OFFSET, value, length);
  }

  public void bytes(long virtualAddress, byte[] value) {
    memory.write(virtualAddress - PAGE_OFFSET, value);
  }

  public long offset(String struct, String member) throws IOException {
    return type(struct).member(member).orElseThrow().offset();
  }

  /** Makes a circular list of a head and nodes, {@code next} only. */
  public void ring(long head, long... nodes) {
    long from = head;
    for (long node : nodes) {
      number(from, node, 4);
      from = node;
    }
    number(from, head, 4);
  }

  private KernelType type(String struct) throws IOException {
    if (parsed == null || parsed.findStruct(struct).isEmpty()) {
      parsed = new TypeTable(Btf.parse("fake", btf.bytes()), 4);
    }
    return parsed.struct(struct);
  }

  public FakePhysicalMemory physical() {
    return memory;
  }

  /** Writes the tables and opens the image. */
  public KernelImage open() throws IOException {
    return KernelImage.open(dump());
  }

  /** Writes the tables. */
  public Dump dump() throws IOException {
    byte[] types = btf.bytes();
    long start = PAGE_OFFSET + TABLES + 0x20_0000;
    bytes(start, types);
    symbol("__start_BTF", start);
    symbol("__stop_BTF", start + types.length);
    List<Entry> named =
        symbols.stream().filter(symbol -> !functionsAlone || symbol.type() == 'T').toList();
    String lines =
        new KallsymsBuilder(named, 4, KallsymsBuilder.Form.RELATIVE, true)
            .write(PAGE_OFFSET + TABLES, this::bytes);
    Vmcoreinfo info = Vmcoreinfo.parse((vmcoreinfo + lines).getBytes(StandardCharsets.US_ASCII));
    return new FakeDump(memory, Optional.of(info));
  }

  /** A dump of such a memory. */
  record FakeDump(FakePhysicalMemory physical, Optional<Vmcoreinfo> vmcoreinfo) implements Dump {
    @Override
    public String formatName() {
      return "fake";
    }

    @Override
    public Architecture architecture() {
      return Architecture.I386;
    }

    @Override
    public PhysicalMemory memory() {
      return physical;
    }

    @Override
    public void close() {}
  }
}
