package org.kexshot.cli.render.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.diff.SymbolDifferenceText;
import org.kexshot.cli.render.diff.ValueChangeText;
import org.kexshot.cli.render.html.ReportTable.Style;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.diff.symbol.SymbolChange;

/** Makes the table of data symbols that changed, a row a member: those that are numbers first. */
final class SymbolTables {
  private SymbolTables() {}

  static ReportTable of(List<SymbolChange> changes, FrameLookup lookup, SizeBudget budget) {
    TableBuilder table =
        new TableBuilder("symbols", "Data symbols that changed", budget)
            .column("Symbol", Style.TEXT)
            .column("Size", Style.NUMBER)
            .column("Changed bytes", Style.NUMBER)
            .column("At offset", Style.NUMBER)
            .column("Before", Style.BEFORE)
            .column("After", Style.AFTER);
    List<SymbolChange> ordered = new ArrayList<>(changes);
    ordered.sort(
        Comparator.comparing(SymbolChange::isNumber)
            .reversed()
            .thenComparingLong(SymbolChange::changedBytes));
    for (SymbolChange change : ordered) {
      for (ValueChange value : change.values()) {
        table.row(
            "changed",
            lookup.frame(change.symbol().address() + value.offset()),
            List.of(
                SymbolDifferenceText.name(change, value),
                Long.toString(change.symbol().size()),
                Long.toString(change.changedBytes()),
                "+0x" + Long.toHexString(value.offset()),
                ValueChangeText.text(value.before()),
                ValueChangeText.text(value.after())));
      }
    }
    return table.build();
  }

  /** How many changed, and by how much. */
  static String summary(List<SymbolChange> changes, long unknown) {
    long bytes = changes.stream().mapToLong(SymbolChange::changedBytes).sum();
    return "%s changed, %s%s"
        .formatted(
            Text.count(changes.size()),
            Text.count(bytes, "byte"),
            unknown == 0
                ? ""
                : "; %s unknown, for not all could be read".formatted(Text.count(unknown)));
  }
}
