package org.kexshot.cli.render.diff;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.diff.symbol.SymbolChange;
import org.kexshot.diff.symbol.SymbolDifference;

/** Data symbols whose bytes differ: numbers with their values first, then the rest by bytes. */
final class SymbolDifferenceText {
  private final PrintWriter out;
  private final int limit;

  SymbolDifferenceText(PrintWriter out, int limit) {
    this.out = out;
    this.limit = limit;
  }

  void print(SymbolDifference symbols) {
    if (symbols.notCompared().isPresent()) {
      return;
    }
    List<SymbolChange> changes = symbols.changes();
    long bytes = changes.stream().mapToLong(SymbolChange::changedBytes).sum();
    out.println();
    out.println(
        "data symbols   %s changed, %s%s"
            .formatted(
                Text.count(changes.size()),
                Text.count(bytes, "byte"),
                symbols.unknown() == 0
                    ? ""
                    : ", %s unknown, for not all could be read"
                        .formatted(Text.count(symbols.unknown()))));
    if (changes.isEmpty()) {
      return;
    }
    List<SymbolChange> ordered = new ArrayList<>(changes);
    ordered.sort(
        Comparator.comparing(SymbolChange::isNumber)
            .reversed()
            .thenComparingLong(SymbolChange::changedBytes));
    TextTable table = new TextTable("", "SYMBOL", ">SIZE", ">CHANGED", "VALUE");
    int left = limit;
    for (SymbolChange change : ordered) {
      if (left-- > 0) {
        table.row(
            "~",
            change.symbol().qualifiedName(),
            change.symbol().size(),
            change.changedBytes(),
            value(change));
      }
    }
    table.print(out, "  ");
    if (left < 0) {
      out.println("  and %s more; --limit 0 shows all".formatted(Text.count(-left)));
    }
  }

  private static String value(SymbolChange change) {
    if (change.before().isEmpty() || change.after().isEmpty()) {
      return "";
    }
    String values =
        number(change.before().getAsLong()) + " -> " + number(change.after().getAsLong());
    return change.isNumber() ? values : "+0x%x: %s".formatted(change.wordOffset(), values);
  }

  /** Small numbers in decimal, others, which are mostly addresses, in hexadecimal. */
  private static String number(long value) {
    return value >= 0 && value < 1_000_000 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }
}
