package org.kexshot.cli.argument.repository;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A span of time as users write it: a whole number and s, m, h or d. */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  @Override
  public Duration convert(String value) {
    Matcher span = SPAN.matcher(value);
    if (!span.matches()) {
      throw new TypeConversionException(
          "'%s' is no span of time: expected a number and s, m, h or d, such as 10m"
              .formatted(value));
    }
    return Duration.of(Long.parseLong(span.group(1)), UNITS.get(span.group(2)));
  }
}
