package org.kexshot.cli.render.object;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.value.SymbolMatch;

/** Symbols that were looked for. */
public final class SymbolMatchTable {
  public static final ObjectTable<SymbolMatch> SYMBOLS =
      new ObjectTable<>(
          "symbols",
          List.of(
              column(">ADDRESS", address("address", match -> match.symbol().address())),
              column(">OFFSET", number("offset", SymbolMatch::offset)),
              column("T", text("type", match -> match.symbol().type())),
              column(">SIZE", number("size", match -> match.symbol().size())),
              column("SYMBOL", text("name", match -> match.symbol().name())),
              column("MODULE", text("module", match -> match.symbol().module()))));

  private SymbolMatchTable() {}
}
