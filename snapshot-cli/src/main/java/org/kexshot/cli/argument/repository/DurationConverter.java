package org.kexshot.cli.argument.repository;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A span of time as users write it: {@code 10m}, {@code 30d} or {@code 1y6w}, of years of 365 days,
 * weeks, days, hours, minutes and seconds.
 */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern SPAN =
      Pattern.compile(
          "(?:(\\d{1,4})y)?(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

  private static final Duration[] UNITS = {
    Duration.ofDays(365),
    Duration.ofDays(7),
    Duration.ofDays(1),
    Duration.ofHours(1),
    Duration.ofMinutes(1),
    Duration.ofSeconds(1)
  };

  @Override
  public Duration convert(String text) {
    Matcher span = SPAN.matcher(text);
    Duration sum = Duration.ZERO;
    if (span.matches()) {
      for (int unit = 0; unit < UNITS.length; unit++) {
        if (span.group(unit + 1) != null) {
          sum = sum.plus(UNITS[unit].multipliedBy(Long.parseLong(span.group(unit + 1))));
        }
      }
    }
    if (sum.isZero()) {
      throw new TypeConversionException(
          "'%s' is no span of time: expected numbers with y, w, d, h, m or s behind, such as 10m, 30d or 1y6w"
              .formatted(text));
    }
    return sum;
  }
}
