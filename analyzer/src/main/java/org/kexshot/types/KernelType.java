package org.kexshot.types;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One type of the kernel. A view of a BTF entry: cheap to make, nothing is decoded before it is
 * asked for. Type definitions and qualifiers are looked through, except in {@link #spelled()}.
 */
public final class KernelType {
  /** Longer chains of qualifiers and deeper nesting than any compiler emits. */
  private static final int MAX_DEPTH = 64;

  /** Far more bytes than the largest structure of any kernel has ({@code pglist_data}). */
  static final long MAX_STRUCT = 1 << 24;

  private static final long MAX_ARRAY = 1L << 40;

  /** Elements of an array in a structure; those without a size would have no end. */
  private static final long MAX_ELEMENTS = 1 << 20;

  /** Members that are looked at in a search, so that what nests in itself comes to an end. */
  private static final int MAX_LOOKS = 1 << 16;

  /** Stands for a member that is not there, since the map holds no null. */
  private static final Member ABSENT = new Member("", null, 0, 0);

  private final Btf btf;
  private final TypeTable table;
  private final int writtenId;
  private final int id;
  private final Map<String, Member> found = new ConcurrentHashMap<>();

  KernelType(Btf btf, TypeTable table, int writtenId) {
    this.btf = btf;
    this.table = table;
    this.writtenId = writtenId;
    int resolved = writtenId;
    for (int depth = 0; depth < MAX_DEPTH && btf.kind(resolved).isModifier(); depth++) {
      resolved = btf.sizeOrType(resolved);
    }
    this.id = resolved;
  }

  public TypeKind kind() {
    return btf.kind(id);
  }

  /** The tag or name without {@code struct}; empty for an anonymous type. */
  public String name() {
    return kind() == TypeKind.VOID ? "void" : btf.name(id);
  }

  /** Size in bytes; 0 for void, functions and structures that are only declared. */
  public long size() {
    return size(0);
  }

  private long size(int depth) {
    return switch (kind()) {
      case INT, STRUCT, UNION, ENUM, ENUM64, FLOAT -> Integer.toUnsignedLong(btf.sizeOrType(id));
      case POINTER -> table.pointerSize();
      case ARRAY -> depth < MAX_DEPTH ? arraySize(depth) : 0;
      default -> 0;
    };
  }

  /** Both factors are below 2^32; more than all of memory is none. */
  private long arraySize(int depth) {
    long element = element().size(depth + 1);
    return element > MAX_ARRAY / Math.max(1, count()) ? MAX_ARRAY : element * count();
  }

  /** Whether numbers of this type have a sign. */
  public boolean isSigned() {
    return switch (kind()) {
      case INT -> (btf.part(id, 0) >>> 24 & 1) != 0;
      case ENUM, ENUM64 -> btf.kindFlag(id);
      default -> false;
    };
  }

  /** Whether it is a {@code char}, so that an array of it is text. */
  public boolean isChar() {
    return kind() == TypeKind.INT && size() == 1 && name().endsWith("char");
  }

  public boolean isPointer() {
    return kind() == TypeKind.POINTER;
  }

  /** What a pointer points to. */
  public KernelType target() {
    return other(btf.sizeOrType(id));
  }

  /** The type of an array's elements. */
  public KernelType element() {
    return other(btf.part(id, 0));
  }

  /** Number of an array's elements; 0 for a flexible one. */
  public long count() {
    return Integer.toUnsignedLong(btf.part(id, 8));
  }

  /** The members in order, anonymous ones as they are; empty for what has none. */
  public List<Member> members() {
    List<Member> members = new ArrayList<>();
    if (kind().isComposite()) {
      for (int i = 0; i < btf.partCount(id); i++) {
        members.add(memberAt(i));
      }
    }
    return members;
  }

  private Member memberAt(int index) {
    int where = btf.part(id, 12 * index + 8);
    boolean packed = btf.kindFlag(id);
    return new Member(
        btf.string(btf.part(id, 12 * index)),
        other(btf.part(id, 12 * index + 4)),
        packed ? where & 0xff_ffff : Integer.toUnsignedLong(where),
        packed ? where >>> 24 : 0);
  }

  /**
   * A member by name, members of anonymous structures and unions among them, or by a path such as
   * {@code "mnt.mnt_root"} through nested structures. Linear in the number of members at first,
   * then remembered. A member that does not lie inside the structure is not there.
   */
  public Optional<Member> member(String path) {
    Member member = found.get(path);
    if (member == null) {
      member = search(path);
      found.put(path, member);
    }
    return member == ABSENT ? Optional.empty() : Optional.of(member);
  }

  private Member search(String path) {
    long bits = 0;
    KernelType type = this;
    Member member = null;
    for (String name : path.split("\\.")) {
      member = type.find(name, new int[1], 0);
      if (member == null) {
        return ABSENT;
      }
      bits += member.bitOffset();
      type = member.type();
    }
    return member == null || !fits(bits, member.bitSize(), type)
        ? ABSENT
        : new Member(member.name(), type, bits, member.bitSize());
  }

  /** Whether a member lies inside; in a damaged table it may claim to lie anywhere. */
  private boolean fits(long bitOffset, int bitSize, KernelType member) {
    if (bitSize != 0) {
      // The number that a bit-field is a part of may end behind a packed structure.
      return bitOffset + bitSize <= 8 * size();
    }
    long offset = bitOffset >>> 3;
    boolean endless = member.kind() == TypeKind.ARRAY && member.count() > MAX_ELEMENTS;
    return !endless && offset <= size() && member.size() <= size() - offset;
  }

  private Member find(String name, int[] looks, int depth) {
    if (!kind().isComposite() || depth == MAX_DEPTH) {
      return null;
    }
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < btf.partCount(id) && ++looks[0] < MAX_LOOKS; i++) {
      int nameOffset = btf.part(id, 12 * i);
      if (nameOffset == 0) {
        Member anonymous = memberAt(i);
        Member inner = anonymous.type().find(name, looks, depth + 1);
        if (inner != null) {
          return inner.movedBy(anonymous.bitOffset());
        }
      } else if (btf.stringEquals(nameOffset, wanted)) {
        return memberAt(i);
      }
    }
    return null;
  }

  /** Names and values of an enumeration, in order; empty for other types. */
  public Map<String, Long> enumerators() {
    Map<String, Long> values = new LinkedHashMap<>();
    boolean signed = isSigned();
    if (kind() == TypeKind.ENUM) {
      for (int i = 0; i < btf.partCount(id); i++) {
        int value = btf.part(id, 8 * i + 4);
        values.put(btf.string(btf.part(id, 8 * i)), signed ? value : Integer.toUnsignedLong(value));
      }
    } else if (kind() == TypeKind.ENUM64) {
      for (int i = 0; i < btf.partCount(id); i++) {
        long low = Integer.toUnsignedLong(btf.part(id, 12 * i + 4));
        long high = Integer.toUnsignedLong(btf.part(id, 12 * i + 8));
        values.put(btf.string(btf.part(id, 12 * i)), high << 32 | low);
      }
    }
    return values;
  }

  /** The type as C spells it, with its type definitions: {@code "struct list_head *"}. */
  public String spelled() {
    return spelled(0);
  }

  private String spelled(int depth) {
    TypeKind written = btf.kind(writtenId);
    String name = btf.name(writtenId);
    if (depth == MAX_DEPTH) {
      return "...";
    }
    return switch (written) {
      case VOID -> "void";
      case POINTER -> other(btf.sizeOrType(writtenId)).spelled(depth + 1) + " *";
      case ARRAY -> element().spelled(depth + 1) + "[" + count() + "]";
      case STRUCT -> "struct " + (name.isEmpty() ? "{...}" : name);
      case UNION -> "union " + (name.isEmpty() ? "{...}" : name);
      case ENUM, ENUM64 -> "enum " + name;
      case FORWARD -> (btf.kindFlag(writtenId) ? "union " : "struct ") + name;
      case CONST -> "const " + other(btf.sizeOrType(writtenId)).spelled(depth + 1);
      case VOLATILE -> "volatile " + other(btf.sizeOrType(writtenId)).spelled(depth + 1);
      case RESTRICT, TYPE_TAG -> other(btf.sizeOrType(writtenId)).spelled(depth + 1);
      case FUNCTION_PROTOTYPE -> "function";
      default -> name;
    };
  }

  private KernelType other(int otherId) {
    return table.type(otherId);
  }

  @Override
  public String toString() {
    return spelled();
  }
}
