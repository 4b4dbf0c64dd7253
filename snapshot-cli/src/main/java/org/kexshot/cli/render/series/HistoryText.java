package org.kexshot.cli.render.series;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.diff.finding.FieldChange;
import org.kexshot.diff.series.AttributeChange;
import org.kexshot.diff.series.ObjectHistory;
import org.kexshot.diff.series.Presence;

/**
 * What became of each object, a line each: a letter for each image, {@code #} with it, {@code -}
 * without it, {@code ?} where that is unknown; and its changes with the number of the image.
 */
final class HistoryText {
  private static final int LONGEST = 60;

  private HistoryText() {}

  static void print(PrintWriter out, List<ObjectHistory> histories, int limit) {
    TextTable table = new TextTable("KIND", "IN", "OBJECT", "CHANGED");
    for (ObjectHistory history : histories.subList(0, Math.min(limit, histories.size()))) {
      table.row(
          history.kind().name(),
          letters(history.presence()),
          shortened(history.title()),
          history.changes().stream().map(HistoryText::change).collect(Collectors.joining(", ")));
    }
    table.print(out, "  ");
    if (histories.size() > limit) {
      out.println(
          "  and %s more; --limit 0 shows all".formatted(Text.count(histories.size() - limit)));
    }
  }

  private static String letters(List<Presence> presence) {
    return presence.stream()
        .map(
            each ->
                switch (each) {
                  case PRESENT -> "#";
                  case ABSENT -> "-";
                  case UNKNOWN -> "?";
                })
        .collect(Collectors.joining());
  }

  private static String change(AttributeChange change) {
    FieldChange field = change.field();
    return "in %d: %s %s -> %s"
        .formatted(change.step() + 1, field.field(), shown(field.before()), shown(field.after()));
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(none)" : shortened(value);
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  static void json(JsonGenerator json, ObjectHistory history) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", history.kind().name());
    json.writeStringField("title", history.title());
    Json.texts(
        json,
        "presence",
        history.presence().stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList());
    Json.array(json, "changes", history.changes(), HistoryText::change);
    json.writeEndObject();
  }

  private static void change(JsonGenerator json, AttributeChange change) throws IOException {
    json.writeStartObject();
    json.writeNumberField("image", change.step());
    json.writeStringField("name", change.field().field());
    json.writeStringField("before", change.field().before());
    json.writeStringField("after", change.field().after());
    json.writeEndObject();
  }
}
