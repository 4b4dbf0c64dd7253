package org.kexshot.types;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The types of an image by name, found by a search and then remembered. Several threads may ask at
 * once.
 */
public final class TypeTable {
  /** In place of a type's number: there are several. */
  private static final int SEVERAL = 0;

  private final Btf btf;
  private final int pointerSize;
  private final Map<Integer, KernelType> byId = new ConcurrentHashMap<>();
  private final Map<String, KernelType> found = new ConcurrentHashMap<>();

  /** Numbers of structures by size. */
  private Map<Long, Integer> bySize;

  /**
   * @param pointerSize of the imaged machine, which BTF does not tell
   */
  public TypeTable(Btf btf, int pointerSize) {
    this.btf = btf;
    this.pointerSize = pointerSize;
  }

  /** Number of types, {@code void} among them. */
  public int count() {
    return btf.endId();
  }

  /** A structure or union by its tag. */
  public Optional<KernelType> findStruct(String name) {
    return find(name, TypeKind.STRUCT, "struct ").or(() -> find(name, TypeKind.UNION, "union "));
  }

  /**
   * A structure or union by its tag.
   *
   * @throws TypeException if the kernel does not have it, or its size cannot be true
   */
  public KernelType struct(String name) throws TypeException {
    Optional<KernelType> type = findStruct(name);
    if (type.isEmpty()) {
      throw new TypeException(
          "the image's BTF has no struct %s; the kernel was built without what uses it"
              .formatted(name));
    }
    long size = type.get().size();
    if (size == 0 || size > KernelType.MAX_STRUCT) {
      throw new TypeException(
          "the image's BTF says that %s has %d bytes; 1 to %d expected"
              .formatted(type.get().spelled(), size, KernelType.MAX_STRUCT));
    }
    return type.get();
  }

  /** A type definition, looked through to what it names. */
  public Optional<KernelType> findTypedef(String name) {
    return find(name, TypeKind.TYPEDEF, "typedef ");
  }

  /** An integer by its name in BTF: {@code "int"}, {@code "long unsigned int"}. */
  public Optional<KernelType> findInteger(String name) {
    return find(name, TypeKind.INT, "");
  }

  /**
   * The structure of a size, if there is exactly one that has a tag. The first question looks at
   * all structures, a millisecond or two for a kernel's.
   */
  public synchronized Optional<KernelType> onlyStructOfSize(long size) {
    if (bySize == null) {
      bySize = new HashMap<>();
      for (int id : btf.named(TypeKind.STRUCT)) {
        if (!btf.name(id).isEmpty()) {
          bySize.merge(Integer.toUnsignedLong(btf.sizeOrType(id)), id, (one, other) -> SEVERAL);
        }
      }
    }
    int id = bySize.getOrDefault(size, SEVERAL);
    return id == SEVERAL ? Optional.empty() : Optional.of(type(id));
  }

  /** An enumeration by its tag. */
  public Optional<KernelType> findEnum(String name) {
    return find(name, TypeKind.ENUM, "enum ").or(() -> find(name, TypeKind.ENUM64, "enum64 "));
  }

  /**
   * Names and values of an enumeration.
   *
   * @throws TypeException if the kernel does not have it
   */
  public Map<String, Long> enumerators(String name) throws TypeException {
    Optional<KernelType> type = findEnum(name);
    if (type.isEmpty()) {
      throw new TypeException("the image's BTF has no enum " + name);
    }
    return type.get().enumerators();
  }

  /**
   * The value of an enumerator.
   *
   * @throws TypeException if the kernel does not have it
   */
  public long enumerator(String enumeration, String name) throws TypeException {
    Long value = enumerators(enumeration).get(name);
    if (value == null) {
      throw new TypeException(
          "the image's enum %s has no enumerator %s".formatted(enumeration, name));
    }
    return value;
  }

  /** The type of a variable; compilers' BTF tells that of per-cpu variables only. */
  public Optional<KernelType> findVariable(String name) {
    int id = btf.find(name, TypeKind.VARIABLE);
    return id == 0 ? Optional.empty() : Optional.of(type(btf.sizeOrType(id)));
  }

  private Optional<KernelType> find(String name, TypeKind kind, String prefix) {
    KernelType known = found.get(prefix + name);
    if (known != null) {
      return Optional.of(known);
    }
    int id = btf.find(name, kind);
    if (id == 0) {
      return Optional.empty();
    }
    KernelType type = type(id);
    found.put(prefix + name, type);
    return Optional.of(type);
  }

  int pointerSize() {
    return pointerSize;
  }

  /** The type with a number; the same object each time, so that what it remembers is of use. */
  KernelType type(int id) {
    return byId.computeIfAbsent(id, key -> new KernelType(btf, this, key));
  }
}
