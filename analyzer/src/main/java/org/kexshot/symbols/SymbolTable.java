package org.kexshot.symbols;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Symbols in ascending order of address, by index. The order is unsigned. Several symbols may share
 * an address. Implementations may be used by several threads at once.
 */
public interface SymbolTable {
  /**
   * Most bytes of a symbol: where per-cpu symbols end, and between the kernel and its modules, the
   * distance to the next symbol is nobody's size.
   */
  long MAX_SIZE = 1L << 26;

  /** Number of symbols. */
  int count();

  /** Address of the symbol at an index; quick, makes no object. */
  long address(int index);

  /**
   * Bytes from the symbol to the next one with another address; 0 if there is none, or they would
   * be more than {@link #MAX_SIZE}.
   */
  long size(int index);

  /** The symbol at an index; decodes its name. */
  Symbol symbol(int index);

  /** The type letter of the symbol at an index; quick, makes no object. 0 if it has none. */
  char type(int index);

  /**
   * Whether the name of the symbol at an index begins so; quick, makes no object.
   *
   * @param prefix letters of ASCII
   */
  boolean nameStartsWith(int index, String prefix);

  /** Index of the first symbol at the greatest address not above this one; -1 if none. */
  int indexAt(long address);

  /** Index of a symbol with this name, of several a global one; -1 if none. */
  default int indexOf(String name) {
    return preferred(name, symbol -> true);
  }

  /**
   * Indexes of all symbols with a name, ascending; static ones of several files may have the same.
   */
  List<Integer> indexesOf(String name);

  /** Of several symbols with a name the one that is meant, and global, if there is one. */
  private int preferred(String name, Predicate<Symbol> meant) {
    List<Integer> all = indexesOf(name);
    if (all.size() < 2) {
      return all.isEmpty() ? -1 : all.get(0);
    }
    return all.stream()
        .min(
            Comparator.comparing((Integer index) -> !meant.test(symbol(index)))
                .thenComparing(index -> !symbol(index).isGlobal()))
        .get();
  }

  /** The symbol that an address belongs to, if it lies in one. */
  default Optional<Symbol> at(long address) {
    int index = indexAt(address);
    if (index < 0) {
      return Optional.empty();
    }
    long size = size(index);
    boolean inside =
        size == 0 || Long.compareUnsigned(size, MAX_SIZE) > 0
            ? address == address(index)
            : Long.compareUnsigned(address - address(index), size) < 0;
    return inside ? Optional.of(symbol(index)) : Optional.empty();
  }

  /**
   * Whether it names data. A kernel built without {@code CONFIG_KALLSYMS_ALL} names its functions
   * alone, so that a name its table lacks may stand for data that is there nonetheless.
   */
  boolean namesData();

  /**
   * Index of a variable of the kernel, or of another symbol of data.
   *
   * @return -1 if the kernel has none of that name, so that what it stands for was not built in
   * @throws SymbolException if the table names no data, so that nothing is known of it
   */
  default int indexOfData(String name) throws SymbolException {
    int index = preferred(name, symbol -> !symbol.isText());
    if (index < 0 && !namesData()) {
      throw missing(name);
    }
    return index;
  }

  /** Address of a symbol of data, as {@link #indexOfData} looks it up. */
  default OptionalLong findData(String name) throws SymbolException {
    int index = indexOfData(name);
    return index < 0 ? OptionalLong.empty() : OptionalLong.of(address(index));
  }

  /** Address of a function, which every table names; empty if the kernel has none of that name. */
  default OptionalLong findFunction(String name) {
    int index = preferred(name, Symbol::isText);
    return index < 0 ? OptionalLong.empty() : OptionalLong.of(address(index));
  }

  /**
   * Address of whatever has a name, as a user may ask for it. Readers of the kernel's objects ask
   * for data or for a function, since a table that lacks a name may not name data at all.
   */
  default OptionalLong find(String name) {
    int index = indexOf(name);
    return index < 0 ? OptionalLong.empty() : OptionalLong.of(address(index));
  }

  /**
   * Address of a symbol that must be there.
   *
   * @throws SymbolException if it is not
   */
  default long require(String name) throws SymbolException {
    return address(requireIndex(name));
  }

  /** Index of a symbol that must be there, as {@link #require} has it. */
  default int requireIndex(String name) throws SymbolException {
    int index = indexOf(name);
    if (index < 0) {
      throw missing(name);
    }
    return index;
  }

  private SymbolException missing(String name) {
    return new SymbolException(
        namesData()
            ? "the kernel's symbols do not name %s, which every kernel known has".formatted(name)
            : "the image's kallsyms has no symbol %s; a kernel built without CONFIG_KALLSYMS_ALL keeps"
                    .formatted(name)
                + " none of data: name its System.map with --system-map FILE");
  }

  /** The address as {@code name+0xoffset [module]}, or as a number if no symbol holds it. */
  default String describe(long address) {
    return at(address)
        .map(
            symbol ->
                address == symbol.address()
                    ? symbol.qualifiedName()
                    : "%s+0x%x%s"
                        .formatted(
                            symbol.name(),
                            address - symbol.address(),
                            symbol.module().isEmpty() ? "" : " [" + symbol.module() + "]"))
        .orElseGet(() -> "0x%x".formatted(address));
  }
}
