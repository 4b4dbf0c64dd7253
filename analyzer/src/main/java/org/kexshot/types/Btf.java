package org.kexshot.types;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The entries of one BTF blob, by type number, read in place. Type 0 is {@code void}. A module's
 * BTF continues the numbers and the strings of the kernel's, its base.
 *
 * <p>Source: {@code Documentation/bpf/btf.rst}, {@code include/uapi/linux/btf.h}. Shape: a header
 * (u16 magic 0xeb9f, u8 version, u8 flags, u32 header length, u32 type offset and length, u32
 * string offset and length, offsets from the header's end), entries of {u32 name, u32 info, u32
 * size-or-type} and parts by kind, then NUL-terminated strings. The info has the number of parts in
 * bits 0 to 23 and the kind in bits 24 to 30 (before Linux 7.2 in bits 0 to 15 and 24 to 28, the
 * others being zero). A header of 32 bytes and more goes on with u32 layout offset and length: for
 * each kind, by its number, {u8 bytes behind the entry, u8 bytes of each part, u16 flags}, so that
 * kinds which are not known here are passed over.
 *
 * <p>Opening walks the entries once to note where each starts, and which are of a kind that is
 * looked for by name; memory is the blob and 4 to 16 bytes a type. Its contents never change;
 * several threads may ask at once.
 */
public final class Btf {
  private static final int MAGIC = 0xeb9f;
  private static final int HEADER_BYTES = 24;
  private static final int HEADER_BYTES_WITH_LAYOUT = 32;
  private static final int LAYOUT_BYTES = 4;
  private static final int KIND_MASK = 0x7f;
  private static final int PARTS_MASK = 0xff_ffff;
  private static final int MAX_TYPES = 1 << 24;

  /** A command that asks less often is done before a table of names would be. */
  private static final int QUESTIONS_WITHOUT_TABLE = 64;

  private final String resource;
  private final byte[] bytes;
  private final Btf base;
  private final int firstId;
  private final int firstString;
  private final int stringsStart;
  private final int stringsLength;
  private final int[] starts;
  private final int typeCount;

  /** Numbers of types that can be found by name, by kind, each ended by a zero. */
  private final int[][] named;

  /** Made when a kind was asked for often, by kind. */
  private final AtomicReferenceArray<NameTable> names;

  private final AtomicIntegerArray asked;

  private Btf(String resource, byte[] bytes, Btf base) throws TypeException {
    this.resource = resource;
    this.bytes = bytes;
    this.base = base;
    this.firstId = base == null ? 1 : base.endId();
    this.firstString = base == null ? 0 : base.firstString + base.stringsLength;
    int capacity = bytes.length;
    require(capacity >= HEADER_BYTES, 0, "%d bytes, less than a header", capacity);
    int magic = bytes[0] & 0xff | (bytes[1] & 0xff) << 8;
    require(magic == MAGIC, 0, "magic 0x%x where 0x%x was expected", magic, MAGIC);
    int version = bytes[2];
    require(version == 1, 2, "version %d; only 1 is known", version);
    long header = u32(4);
    long typesStart = header + u32(8);
    long typesLength = u32(12);
    long strings = header + u32(16);
    long stringsBytes = u32(20);
    require(header >= HEADER_BYTES, 4, "header of %d bytes", header);
    require(
        typesStart + typesLength <= capacity && strings + stringsBytes <= capacity,
        8,
        "sections end at %d and %d, beyond its %d bytes",
        typesStart + typesLength,
        strings + stringsBytes,
        capacity);
    this.stringsStart = (int) strings;
    this.stringsLength = (int) stringsBytes;
    int[] found = new int[(int) Math.min(typesLength / 12, MAX_TYPES)];
    this.named = TypeKind.foundByName();
    this.names = new AtomicReferenceArray<>(named.length);
    this.asked = new AtomicIntegerArray(named.length);
    Sizes sizes = new Sizes(header, capacity);
    this.typeCount = index((int) typesStart, (int) (typesStart + typesLength), found, sizes);
    this.starts = found;
  }

  /**
   * Reads a kernel's BTF.
   *
   * @param resource what errors call it
   * @param bytes the blob; kept, not copied
   * @throws TypeException if it is no BTF or its entries run beyond their section
   */
  public static Btf parse(String resource, byte[] bytes) throws TypeException {
    return new Btf(resource, bytes, null);
  }

  /** Reads a module's BTF, which goes on where the kernel's ends. */
  public static Btf parseSplit(String resource, byte[] bytes, Btf base) throws TypeException {
    return new Btf(resource, bytes, base);
  }

  /** How long entries of each kind are; those of unknown kinds are -1, or as the layout says. */
  private final class Sizes {
    private final int[] fixedBytes = Arrays.copyOf(TypeKind.fixedBytes(), KIND_MASK + 1);
    private final int[] bytesPerPart = Arrays.copyOf(TypeKind.bytesPerPart(), KIND_MASK + 1);

    Sizes(long header, int capacity) throws TypeException {
      int known = TypeKind.known();
      Arrays.fill(fixedBytes, known, fixedBytes.length, -1);
      if (header < HEADER_BYTES_WITH_LAYOUT) {
        return;
      }
      long start = header + u32(HEADER_BYTES);
      long length = u32(HEADER_BYTES + 4);
      require(
          start + length <= capacity,
          HEADER_BYTES,
          "the layout of kinds ends at %d, beyond its %d bytes",
          start + length,
          capacity);
      long kinds = Math.min(length / LAYOUT_BYTES, fixedBytes.length);
      for (int kind = known; kind < kinds; kind++) {
        int at = (int) start + kind * LAYOUT_BYTES;
        fixedBytes[kind] = bytes[at] & 0xff;
        bytesPerPart[kind] = bytes[at + 1] & 0xff;
      }
    }
  }

  private int index(int from, int to, int[] into, Sizes sizes) throws TypeException {
    Walk walk = new Walk(from, to, into, sizes);
    while (walk.at < to) {
      walk.some();
    }
    require(walk.at == to, walk.at, "the last entry runs beyond the type section");
    return walk.count;
  }

  /** The walk over the entries, some at a time: the compiler notices calls sooner than loops. */
  private final class Walk {
    private static final int SOME = 64;

    // Without calls, since this runs before the compiler has seen it.
    private final int[] fixedBytes;
    private final int[] bytesPerPart;
    private final int[] counts = new int[named.length];
    private final int to;
    private final int[] into;
    private int at;
    private int count;

    Walk(int from, int to, int[] into, Sizes sizes) {
      this.fixedBytes = sizes.fixedBytes;
      this.bytesPerPart = sizes.bytesPerPart;
      this.at = from;
      this.to = to;
      this.into = into;
    }

    void some() throws TypeException {
      for (int i = 0; i < SOME && at < to; i++) {
        if (to - at < 12 || count >= into.length) {
          throw invalid(at, "an entry runs beyond the type section");
        }
        int kind = bytes[at + 7] & KIND_MASK;
        if (kind == 0 || fixedBytes[kind] < 0) {
          throw invalid(
              at,
              "type %d is of the unknown kind %d, of which no layout is there",
              firstId + count,
              kind);
        }
        int[] ids = kind < named.length ? named[kind] : null;
        if (ids != null) {
          ids[counts[kind]++] = firstId + count;
          if (counts[kind] == ids.length) {
            named[kind] = Arrays.copyOf(ids, 2 * ids.length);
          }
        }
        into[count++] = at;
        long parts =
            bytes[at + 4] & 0xff | (bytes[at + 5] & 0xff) << 8 | (bytes[at + 6] & 0xff) << 16;
        at = (int) Math.min(to + 1L, at + 12L + fixedBytes[kind] + bytesPerPart[kind] * parts);
      }
    }
  }

  /** The first type number that is this blob's own; those below belong to the base. */
  public int firstId() {
    return firstId;
  }

  /** One past the last type number. */
  public int endId() {
    return firstId + typeCount;
  }

  public TypeKind kind(int id) {
    if (id < firstId) {
      return base == null || id <= 0 ? TypeKind.VOID : base.kind(id);
    }
    return id < endId() ? TypeKind.ofNumber(word(start(id) + 4) >>> 24 & KIND_MASK) : TypeKind.VOID;
  }

  /** Number of parts: members, enumerators, parameters. */
  public int partCount(int id) {
    return id < firstId ? base.partCount(id) : word(start(id) + 4) & PARTS_MASK;
  }

  /** The info's bit 31: bit-fields in members, or signed enumerators, by kind. */
  public boolean kindFlag(int id) {
    return id < firstId ? base.kindFlag(id) : word(start(id) + 4) < 0;
  }

  /** Size in bytes, or the type referred to, by kind. */
  public int sizeOrType(int id) {
    return id < firstId ? base.sizeOrType(id) : word(start(id) + 8);
  }

  /** The 32-bit word at {@code offset} bytes after the common part of the entry. */
  public int part(int id, int offset) {
    return id < firstId ? base.part(id, offset) : word(start(id) + 12 + offset);
  }

  /** The type's name; empty if it has none. */
  public String name(int id) {
    if (id < firstId) {
      return base == null ? "" : base.name(id);
    }
    return id < endId() ? string(word(start(id))) : "";
  }

  /**
   * The first type of this blob with the name and the kind, or 0. The first questions about a kind
   * look at each in turn, a tenth of a millisecond for a kernel's structures; then a table of the
   * names is made, some 8 bytes each.
   */
  int find(String name, TypeKind kind) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    int[] ids = named[kind.ordinal()];
    NameTable table = names.get(kind.ordinal());
    if (table == null && asked.incrementAndGet(kind.ordinal()) == QUESTIONS_WITHOUT_TABLE) {
      table = new NameTable(ids);
      names.set(kind.ordinal(), table);
    }
    if (table != null && table.isWhole) {
      return table.find(wanted);
    }
    for (int i = 0; ids[i] != 0; i++) {
      if (stringEquals(word(start(ids[i])), wanted)) {
        return ids[i];
      }
    }
    return 0;
  }

  /**
   * Types of one kind by their names: an open hash table of type numbers, zero where there is none.
   * It has the first type of each name. Names made to collide leave it unfinished.
   */
  private final class NameTable {
    private static final int MAX_STEPS = 256;

    private final int[] slots;
    private final boolean isWhole;

    NameTable(int[] ids) {
      int count = 0;
      while (ids[count] != 0) {
        count++;
      }
      this.slots = new int[Math.max(2, Integer.highestOneBit(count) * 4)];
      int added = 0;
      while (added < count && add(ids[added])) {
        added++;
      }
      this.isWhole = added == count;
    }

    private boolean add(int id) {
      int name = word(start(id));
      int slot = hashOfString(name) & slots.length - 1;
      for (int steps = 0; steps < MAX_STEPS; steps++) {
        if (slots[slot] == 0) {
          slots[slot] = id;
          return true;
        }
        // Equal names are one string, as of all types that have no name.
        if (word(start(slots[slot])) == name) {
          return true;
        }
        slot = slot + 1 & slots.length - 1;
      }
      return false;
    }

    int find(byte[] wanted) {
      int hash = 0;
      for (byte letter : wanted) {
        hash = 31 * hash + letter;
      }
      int slot = hash & slots.length - 1;
      while (slots[slot] != 0) {
        if (stringEquals(word(start(slots[slot])), wanted)) {
          return slots[slot];
        }
        slot = slot + 1 & slots.length - 1;
      }
      return 0;
    }
  }

  /** The hash of a string at an offset that an entry gives, as {@link NameTable} has it. */
  private int hashOfString(int offset) {
    if (offset < firstString) {
      return base == null ? 0 : base.hashOfString(offset);
    }
    int hash = 0;
    for (int at = offset - firstString; at < stringsLength && bytes[stringsStart + at] != 0; at++) {
      hash = 31 * hash + bytes[stringsStart + at];
    }
    return hash;
  }

  /** Numbers of this blob's own types of a kind that is looked for by name, as a new array. */
  int[] named(TypeKind kind) {
    int[] ids = named[kind.ordinal()];
    int count = 0;
    while (ids[count] != 0) {
      count++;
    }
    return Arrays.copyOf(ids, count);
  }

  /** The string at an offset that an entry gives; empty if it lies outside. */
  public String string(int offset) {
    if (offset < firstString) {
      return base == null ? "" : base.string(offset);
    }
    int length = stringLength(offset);
    if (length == 0) {
      return "";
    }
    byte[] text = new byte[length];
    System.arraycopy(bytes, stringsStart + offset - firstString, text, 0, length);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Whether the string at an offset is these bytes; makes no object. */
  boolean stringEquals(int offset, byte[] wanted) {
    if (offset < firstString) {
      return base != null && base.stringEquals(offset, wanted);
    }
    int at = offset - firstString;
    if (at < 0 || at > stringsLength - wanted.length - 1) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[stringsStart + at + i] != wanted[i]) {
        return false;
      }
    }
    return bytes[stringsStart + at + wanted.length] == 0;
  }

  private int stringLength(int offset) {
    int at = offset - firstString;
    int length = 0;
    while (length < stringsLength - at && bytes[stringsStart + at + length] != 0) {
      length++;
    }
    return length;
  }

  private int start(int id) {
    return starts[id - firstId];
  }

  private long u32(int at) {
    return Integer.toUnsignedLong(word(at));
  }

  /** By hand, since this is quickest before the compiler has seen it, and that is when it runs. */
  private int word(int at) {
    return bytes[at] & 0xff
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  private void require(boolean holds, int offset, String found, Object... values)
      throws TypeException {
    if (!holds) {
      throw invalid(offset, found, values);
    }
  }

  private TypeException invalid(int offset, String found, Object... values) {
    return new TypeException(
        "%s: offset 0x%x: no valid BTF: %s".formatted(resource, offset, found.formatted(values)));
  }
}
