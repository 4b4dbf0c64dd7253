package org.kexshot.symbols;

import java.util.Optional;
import java.util.OptionalLong;

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

  /** Index of the first symbol at the greatest address not above this one; -1 if none. */
  int indexAt(long address);

  /** Index of a symbol with this name; -1 if none. */
  int indexOf(String name);

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

  /** Address of a symbol by name. */
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
    int index = indexOf(name);
    if (index < 0) {
      throw new SymbolException(
          "the image's kallsyms has no symbol %s; a kernel built without CONFIG_KALLSYMS_ALL keeps"
                  .formatted(name)
              + " none of data: name its System.map with --system-map FILE");
    }
    return address(index);
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
