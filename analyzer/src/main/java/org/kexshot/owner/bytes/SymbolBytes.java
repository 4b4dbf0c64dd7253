package org.kexshot.owner.bytes;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.typing.SymbolTypes;
import org.kexshot.kernel.typing.Typing;
import org.kexshot.owner.OwnerKind;
import org.kexshot.symbols.Symbol;
import org.kexshot.symbols.SymbolTable;
import org.kexshot.types.MemberLookup;

/** The owners of bytes that symbols name. Remembers those that it was asked about. */
final class SymbolBytes {
  private final SymbolTable symbols;
  private final SymbolTypes types;
  private final Map<Integer, Variable> known = new HashMap<>();

  SymbolBytes(SymbolTable symbols, SymbolTypes types) {
    this.symbols = symbols;
    this.types = types;
  }

  /**
   * A variable.
   *
   * @param members null if its type is not known
   */
  private record Variable(
      String name, long address, long size, Optional<Typing> typing, MemberLookup members) {}

  /**
   * The owners of a frame's bytes.
   *
   * @param address of the frame's first byte, as the symbols count
   * @param unnamed what bytes that no symbol holds are called
   */
  FrameBytes of(OwnerKind kind, long address, String unnamed) {
    return offset -> at(kind, address, offset, unnamed, address);
  }

  /**
   * The owner of a byte.
   *
   * @param address of the frame's first byte, as the symbols count
   * @param place of the frame's first byte in kernel virtual memory
   */
  ByteOwner at(OwnerKind kind, long address, int offset, String unnamed, long place)
      throws IOException {
    int index = lastAt(symbols.indexAt(address + offset));
    Variable variable = index < 0 ? null : variable(index);
    boolean inside =
        variable != null
            && Long.compareUnsigned(address + offset - variable.address, variable.size) < 0;
    long from = variable == null ? address : variable.address;
    long to = address + Page.SIZE;
    if (inside) {
      to = variable.address + variable.size;
    } else {
      from = variable == null ? address : variable.address + variable.size;
      to = index + 1 < symbols.count() ? symbols.address(index + 1) : to;
    }
    int start = (int) Math.max(0, Math.min(offset, from - address));
    int end = (int) Math.min(Page.SIZE, Math.max(offset + 1, to - address));
    return new ByteOwner(
        kind,
        inside ? variable.name : unnamed,
        "",
        inside ? variable.typing : Optional.empty(),
        inside ? variable.members : null,
        start,
        end,
        inside ? address + start - variable.address : 0,
        place + start,
        ByteOwner.Use.UNKNOWN);
  }

  /** Of symbols that share an address the last: those before are marks of sections. */
  private int lastAt(int index) {
    int last = index;
    while (index >= 0
        && last + 1 < symbols.count()
        && symbols.address(last + 1) == symbols.address(index)) {
      last++;
    }
    return last;
  }

  private Variable variable(int index) throws IOException {
    Variable variable = known.get(index);
    if (variable == null) {
      Symbol symbol = symbols.symbol(index);
      Optional<Typing> typing = symbol.isText() ? Optional.empty() : types.of(symbol);
      variable =
          new Variable(
              symbol.qualifiedName(),
              symbol.address(),
              symbol.size(),
              typing,
              typing.map(type -> type.members(symbol.size())).orElse(null));
      known.put(index, variable);
    }
    return variable;
  }
}
