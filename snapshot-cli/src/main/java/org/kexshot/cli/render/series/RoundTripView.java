package org.kexshot.cli.render.series;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.View;
import org.kexshot.cli.render.diff.FindingsText;
import org.kexshot.diff.series.RoundTrip;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.time.Moment;

/**
 * What is left of a change that was undone.
 *
 * @param limit lines of text a part; JSON has all
 */
public record RoundTripView(RoundTrip trip, int limit) implements View {
  private static final List<String> NAMES = List.of("before", "during", "after ");

  @Override
  public void text(PrintWriter out) {
    for (int i = 0; i < NAMES.size(); i++) {
      Moment moment = trip.moments().get(i);
      out.println(NAMES.get(i) + "  " + Text.printable(moment.name()));
      moment.live().ifPresent(live -> out.println("        " + live.words()));
    }
    MomentText.problems(out, trip.problems(), limit);
    out.println();
    out.println(
        trip.left().effects().isEmpty()
            ? "no object is left of what changed"
            : "what is left of what changed, strongest first");
    FindingsText.lines(out, trip.left(), limit);
    out.println("  %s as before again".formatted(Text.count(trip.restored(), "object")));
    raised(out);
    if (!trip.unknown().isEmpty()) {
      out.println();
      out.println("unknown whether it is left, for not all could be read");
      HistoryText.print(out, trip.unknown(), limit);
    }
  }

  private void raised(PrintWriter out) {
    out.println();
    if (trip.raised().isEmpty()) {
      out.println("no amount that is held stayed higher");
      return;
    }
    out.println("amounts that are held and stayed higher than before");
    TextTable table = new TextTable("AMOUNT", "BEFORE -> DURING -> AFTER");
    List<AmountSeries> raised = trip.raised();
    for (AmountSeries series : raised.subList(0, Math.min(limit, raised.size()))) {
      table.row(series.words(), AmountText.values(series.values()));
    }
    table.print(out, "  ");
    if (raised.size() > limit) {
      out.println(
          "  and %s more; --limit 0 shows all".formatted(Text.count(raised.size() - limit)));
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    MomentText.json(json, trip.moments());
    json.writeBooleanField("sameBoot", trip.sameBoot());
    Json.texts(json, "problems", trip.problems());
    json.writeObjectFieldStart("left");
    FindingsText.json(json, trip.left());
    json.writeEndObject();
    Json.array(json, "raised", trip.raised(), AmountText::json);
    json.writeNumberField("restored", trip.restored());
    Json.array(json, "unknown", trip.unknown(), HistoryText::json);
  }
}
