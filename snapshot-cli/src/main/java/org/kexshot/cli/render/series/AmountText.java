package org.kexshot.cli.render.series;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Text;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.amount.Trend;
import org.kexshot.diff.series.time.TimeAxis;

/** Amounts through a series, as text and as JSON. */
public final class AmountText {
  /** Values that are all shown; of more, the first and the last ones. */
  private static final int MOST_VALUES = 6;

  private static final int SHOWN_AT_AN_END = 2;

  private AmountText() {}

  /** The values with arrows between. */
  public static String values(List<OptionalLong> values) {
    List<String> shown = new ArrayList<>(values.stream().map(AmountText::value).toList());
    if (shown.size() > MOST_VALUES) {
      shown.subList(SHOWN_AT_AN_END, shown.size() - SHOWN_AT_AN_END).clear();
      shown.add(SHOWN_AT_AN_END, "...");
    }
    return String.join(" -> ", shown);
  }

  private static String value(OptionalLong value) {
    return value.isPresent() ? Text.count(value.getAsLong()) : "?";
  }

  /** The slope with its spread, e.g. {@code +1,200/h (1,100 to 1,300)}; empty if there is none. */
  public static String trend(Optional<Trend> trend, TimeAxis.Measure measure) {
    return trend
        .map(
            slope ->
                "%s%s/%s (%s to %s)"
                    .formatted(
                        slope.slope() < 0 ? "" : "+",
                        rate(slope.slope()),
                        unit(measure),
                        rate(slope.lower()),
                        rate(slope.upper())))
        .orElse("");
  }

  private static String unit(TimeAxis.Measure measure) {
    return measure == TimeAxis.Measure.STEPS ? "step" : "h";
  }

  /** Whole if it is large, else with a digit behind the point. */
  private static String rate(double rate) {
    if (Math.abs(rate) >= 10) {
      return Text.count(Math.round(rate));
    }
    long tenths = Math.round(Math.abs(rate) * 10);
    return (rate < 0 && tenths > 0 ? "-" : "") + tenths / 10 + "." + tenths % 10;
  }

  static void json(JsonGenerator json, AmountSeries series) throws IOException {
    json.writeStartObject();
    members(json, series);
    json.writeEndObject();
  }

  static void members(JsonGenerator json, AmountSeries series) throws IOException {
    json.writeStringField("kind", series.kind());
    json.writeStringField("amount", series.amount());
    json.writeStringField("whose", series.whose());
    json.writeStringField("words", series.words());
    json.writeBooleanField("held", series.held());
    json.writeArrayFieldStart("values");
    for (OptionalLong value : series.values()) {
      if (value.isPresent()) {
        json.writeNumber(value.getAsLong());
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
    json.writeBooleanField("grewInEveryStep", series.growth().isPresent());
    if (series.trend().isPresent()) {
      json.writeNumberField("slope", series.trend().get().slope());
      json.writeNumberField("slopeLower", series.trend().get().lower());
      json.writeNumberField("slopeUpper", series.trend().get().upper());
    }
  }

  /** Names in one line, the first of many. */
  public static String names(List<AmountSeries> series, int limit) {
    String names =
        series.stream().limit(limit).map(AmountSeries::words).collect(Collectors.joining(", "));
    return series.size() > limit
        ? names + " and " + Text.count(series.size() - limit) + " more"
        : names;
  }
}
