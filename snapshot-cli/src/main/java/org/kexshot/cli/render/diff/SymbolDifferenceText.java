package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.diff.noise.Noise;
import org.kexshot.diff.symbol.SymbolChange;
import org.kexshot.diff.symbol.SymbolDifference;

/**
 * Data symbols whose bytes differ, with each member that does: numbers first, then the rest by
 * bytes. Text leaves those out that back an object shown above, and those that change anyway.
 */
public final class SymbolDifferenceText {
  /** Members of one symbol in text; JSON has all that were kept. */
  private static final int MOST_MEMBERS = 8;

  private final PrintWriter out;
  private final Selection selection;
  private final int limit;
  private final Noise noise;

  SymbolDifferenceText(PrintWriter out, Selection selection, Noise noise) {
    this.out = out;
    this.selection = selection;
    this.limit = selection.limit();
    this.noise = noise;
  }

  void print(SymbolDifference symbols) {
    if (symbols.notCompared().isPresent()) {
      return;
    }
    List<SymbolChange> changes = symbols.changes();
    long bytes = changes.stream().mapToLong(SymbolChange::changedBytes).sum();
    List<SymbolChange> notShown =
        changes.stream().filter(change -> change.shownWith().isEmpty()).toList();
    List<SymbolChange> own =
        notShown.stream()
            .filter(change -> selection.noise() || !isNoise(change))
            .sorted(
                Comparator.comparing(SymbolChange::isNumber)
                    .reversed()
                    .thenComparingLong(SymbolChange::changedBytes))
            .toList();
    out.println();
    out.println(
        "data symbols   %s changed, %s%s%s"
            .formatted(
                Text.count(changes.size()),
                Text.count(bytes, "byte"),
                symbols.unknown() == 0
                    ? ""
                    : ", %s unknown, for not all could be read"
                        .formatted(Text.count(symbols.unknown())),
                counted(changes.size() - notShown.size(), "shown above")
                    + counted(notShown.size() - own.size(), "change anyway")));
    TextTable table = new TextTable("", ">SIZE", ">CHANGED", "SYMBOL", "VALUE", "TYPE");
    for (SymbolChange change : own.subList(0, Math.min(limit, own.size()))) {
      rows(table, change);
    }
    if (!table.isEmpty()) {
      table.print(out, "  ");
    }
    if (own.size() > limit) {
      out.println("  and %s more; --all shows all".formatted(Text.count(own.size() - limit)));
    }
  }

  private boolean isNoise(SymbolChange change) {
    return noise.explainsSymbol(change.symbol().qualifiedName());
  }

  private static String counted(int count, String what) {
    return count == 0 ? "" : ", %s %s".formatted(Text.count(count), what);
  }

  private void rows(TextTable table, SymbolChange change) {
    List<ValueChange> values = change.values();
    int shown = Math.min(values.size(), Math.max(MOST_MEMBERS, limit / 4));
    for (int i = 0; i < shown; i++) {
      boolean first = i == 0;
      table.row(
          first ? "~" : "",
          first ? change.symbol().size() : "",
          first ? change.changedBytes() : "",
          name(change, values.get(i)),
          ValueChangeText.of(values.get(i)),
          first ? TypingText.of(change.typing()) : "");
    }
    long more = values.size() - shown + change.moreValues();
    if (shown == 0 || more > 0) {
      table.row(
          shown == 0 ? "~" : "",
          shown == 0 ? change.symbol().size() : "",
          shown == 0 ? change.changedBytes() : "",
          shown == 0 ? change.symbol().qualifiedName() : "",
          "and %s more".formatted(Text.count(more)),
          "");
    }
  }

  /** {@code "files_stat.nr_files"}, {@code "vm_zone_stat[3].counter"}, {@code "log_buf+0x8"}. */
  public static String name(SymbolChange change, ValueChange value) {
    String path = value.path();
    String name = change.symbol().qualifiedName();
    return path.isEmpty() || path.startsWith("[") || path.startsWith("+")
        ? name + path
        : name + "." + path;
  }

  static void json(JsonGenerator json, SymbolDifference symbols) throws IOException {
    if (symbols.notCompared().isPresent()) {
      json.writeStringField("symbolsNotCompared", symbols.notCompared().get());
    } else {
      Json.array(json, "symbols", symbols.changes(), SymbolDifferenceText::symbol);
      json.writeNumberField("unknownSymbols", symbols.unknown());
    }
  }

  private static void symbol(JsonGenerator json, SymbolChange change) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", change.symbol().name());
    json.writeStringField("module", change.symbol().module());
    Json.member(json, "address", new Address(change.symbol().address()));
    json.writeNumberField("size", change.symbol().size());
    TypingText.json(json, change.typing());
    json.writeNumberField("changedBytes", change.changedBytes());
    json.writeNumberField("unknownBytes", change.unknownBytes());
    Json.array(json, "values", change.values(), ValueChangeText::json);
    json.writeNumberField("moreValues", change.moreValues());
    Json.member(json, "shownWith", change.shownWith());
    json.writeEndObject();
  }
}
