package org.kexshot.cli.argument;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a period such as {@code 30d} or {@code 1y6w}: years, weeks, days and hours. */
public final class PeriodConverter implements ITypeConverter<Duration> {
  private static final Pattern PERIOD =
      Pattern.compile("(?:(\\d{1,4})y)?(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?");
  private static final int[] HOURS = {365 * 24, 7 * 24, 24, 1};

  @Override
  public Duration convert(String text) {
    Matcher period = PERIOD.matcher(text);
    if (text.isEmpty() || !period.matches()) {
      throw new TypeConversionException(
          "'%s': a period such as 30d, 12h, 2w or 1y6w expected".formatted(text));
    }
    Duration sum = Duration.ZERO;
    for (int unit = 0; unit < HOURS.length; unit++) {
      if (period.group(unit + 1) != null) {
        long hours =
            Math.multiplyExact((long) HOURS[unit], Integer.parseInt(period.group(unit + 1)));
        sum = sum.plusHours(hours);
      }
    }
    return sum;
  }
}
