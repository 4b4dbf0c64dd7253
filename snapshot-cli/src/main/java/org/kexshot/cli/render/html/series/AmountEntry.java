package org.kexshot.cli.render.html.series;

import org.kexshot.cli.render.html.PageText;
import org.kexshot.cli.render.html.SizeBudget;
import org.kexshot.cli.render.series.AmountText;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.time.TimeAxis;

/**
 * An amount with its curve.
 *
 * @param words what it is
 * @param values first to last, in words
 * @param trend how fast it grows, with its spread; empty if that is not known
 * @param note what else there is to say; may be empty
 */
public record AmountEntry(String words, String values, String trend, String note, Chart chart) {

  static AmountEntry of(AmountSeries series, TimeAxis axis, String note) {
    return new AmountEntry(
        PageText.of(series.words()),
        AmountText.values(series.values()),
        AmountText.trend(series.trend(), axis.measure()),
        PageText.of(note),
        Chart.of(axis.times(), series.values()));
  }

  /** No less than the bytes that it takes on the page. */
  long size() {
    return 400
        + 2 * SizeBudget.of(words)
        + 2 * SizeBudget.of(values)
        + SizeBudget.of(trend)
        + SizeBudget.of(note)
        + chart.size();
  }
}
