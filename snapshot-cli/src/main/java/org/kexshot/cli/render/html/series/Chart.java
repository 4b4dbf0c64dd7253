package org.kexshot.cli.render.html.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A curve of an amount over time, in units of its own: lines between values that are known one
 * after the other, and a dot for each. A gap is where a value is unknown.
 *
 * @param lines points of each line, as SVG's {@code points} has them
 * @param dots those that are drawn: all of a few, else those that no line has
 */
public record Chart(List<String> lines, List<Point> dots) {
  /** Width of the drawing. */
  public static final int WIDTH = 280;

  /** Height of the drawing. */
  public static final int HEIGHT = 72;

  private static final int MARGIN = 6;

  /** Of more values, dots would hide the line. */
  private static final int MOST_DOTS = 32;

  /** A place in the drawing. */
  public record Point(double x, double y) {
    /** With one digit behind the point, whatever the locale. */
    @Override
    public String toString() {
      return number(x) + "," + number(y);
    }

    /** The horizontal place, as SVG has it. */
    public String cx() {
      return number(x);
    }

    /** The vertical place, as SVG has it. */
    public String cy() {
      return number(y);
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
  }

  public Chart {
    lines = List.copyOf(lines);
    dots = List.copyOf(dots);
  }

  /**
   * Of values at times that rise; no value need be known.
   *
   * @param times since the first image, in any unit
   */
  public static Chart of(List<Double> times, List<OptionalLong> values) {
    LongSummaryStatistics range =
        values.stream()
            .filter(OptionalLong::isPresent)
            .mapToLong(OptionalLong::getAsLong)
            .summaryStatistics();
    double span = times.get(times.size() - 1);
    List<List<Point>> runs = new ArrayList<>();
    boolean connected = false;
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).isPresent()) {
        if (!connected) {
          runs.add(new ArrayList<>());
        }
        runs.get(runs.size() - 1)
            .add(
                new Point(
                    MARGIN + share(times.get(i), 0, span) * (WIDTH - 2 * MARGIN),
                    HEIGHT
                        - MARGIN
                        - share(values.get(i).getAsLong(), range.getMin(), range.getMax())
                            * (HEIGHT - 2 * MARGIN)));
      }
      connected = values.get(i).isPresent();
    }
    boolean few = values.size() <= MOST_DOTS;
    return new Chart(
        runs.stream()
            .filter(run -> run.size() > 1)
            .map(run -> run.stream().map(Point::toString).collect(Collectors.joining(" ")))
            .toList(),
        runs.stream().filter(run -> few || run.size() == 1).flatMap(List::stream).toList());
  }

  private static double share(double value, double low, double high) {
    return high > low ? (value - low) / (high - low) : 0;
  }

  /** No less than the bytes that it takes on the page. */
  long size() {
    return 200 + 45L * dots.size() + lines.stream().mapToLong(line -> 40 + line.length()).sum();
  }
}
