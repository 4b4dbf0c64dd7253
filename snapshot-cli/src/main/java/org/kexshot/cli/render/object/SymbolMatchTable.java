package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.value.SymbolMatch;

/** Symbols that were looked for. */
public final class SymbolMatchTable {
  public static final ObjectTable<SymbolMatch> SYMBOLS =
      new ObjectTable<>(
          "symbols",
          List.of(
              address(">ADDRESS", "address", match -> match.symbol().address()),
              both(">OFFSET", "offset", SymbolMatch::offset),
              both("T", "type", match -> match.symbol().type()),
              both(">SIZE", "size", match -> match.symbol().size()),
              both("SYMBOL", "name", match -> match.symbol().name()),
              both("MODULE", "module", match -> match.symbol().module())));

  private SymbolMatchTable() {}
}
