package org.kexshot.cli.render.series;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;

/** A curve of one line of text, a letter for each value: low ones lowest, unknown ones blank. */
final class Sparkline {
  private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
  private static final String ASCII = "_.,-~=*#";

  private Sparkline() {}

  /** In letters that the output's encoding has. */
  static String of(List<OptionalLong> values) {
    return of(values, Charset.defaultCharset().equals(StandardCharsets.UTF_8) ? BLOCKS : ASCII);
  }

  /** In letters from the lowest to the highest. */
  static String of(List<OptionalLong> values, String letters) {
    LongSummaryStatistics range =
        values.stream()
            .filter(OptionalLong::isPresent)
            .mapToLong(OptionalLong::getAsLong)
            .summaryStatistics();
    StringBuilder line = new StringBuilder();
    for (OptionalLong value : values) {
      if (value.isEmpty()) {
        line.append(' ');
        continue;
      }
      double height =
          range.getMax() == range.getMin()
              ? 0
              : ((double) value.getAsLong() - range.getMin())
                  / ((double) range.getMax() - range.getMin());
      line.append(letters.charAt((int) Math.round(height * (letters.length() - 1))));
    }
    return line.toString();
  }
}
