package org.kexshot.index.schema;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads times in UTC as users type them: a day, a minute, a second, or a span before the present.
 */
final class TimeText {
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern MINUTE =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2})Z?");
  private static final Pattern SECOND =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)Z?");
  private static final Pattern NOW = Pattern.compile("now(?:([+-])(\\d{1,9})([smhdw]))?");

  private TimeText() {}

  /**
   * In milliseconds since 1970, both ends included.
   *
   * @throws IllegalArgumentException if it is no time
   */
  static Interval interval(String text, Instant now) {
    try {
      if (DAY.matcher(text).matches()) {
        return of(LocalDate.parse(text).atStartOfDay(), Duration.ofDays(1));
      }
      Matcher minute = MINUTE.matcher(text);
      if (minute.matches()) {
        return of(
            LocalDateTime.parse(minute.group(1) + "T" + minute.group(2)), Duration.ofMinutes(1));
      }
      Matcher second = SECOND.matcher(text);
      if (second.matches()) {
        return of(
            LocalDateTime.parse(second.group(1) + "T" + second.group(2)),
            second.group(2).contains(".") ? Duration.ofMillis(1) : Duration.ofSeconds(1));
      }
    } catch (DateTimeException noSuchDay) {
      throw new IllegalArgumentException("'%s' is not in the calendar".formatted(text), noSuchDay);
    }
    Matcher relative = NOW.matcher(text);
    if (relative.matches()) {
      return Interval.of(now.toEpochMilli() + offset(relative));
    }
    throw new IllegalArgumentException(
        "'%s' is not a time such as 2026-01-31, 2026-01-31T12:30 or now-1h".formatted(text));
  }

  private static Interval of(LocalDateTime start, Duration length) {
    long first = start.toInstant(ZoneOffset.UTC).toEpochMilli();
    return new Interval(first, first + length.toMillis() - 1);
  }

  private static long offset(Matcher relative) {
    if (relative.group(1) == null) {
      return 0;
    }
    long amount = Long.parseLong(relative.group(2));
    long millis =
        switch (relative.group(3)) {
          case "s" -> Duration.ofSeconds(amount).toMillis();
          case "m" -> Duration.ofMinutes(amount).toMillis();
          case "h" -> Duration.ofHours(amount).toMillis();
          case "d" -> Duration.ofDays(amount).toMillis();
          default -> Duration.ofDays(7 * amount).toMillis();
        };
    return relative.group(1).equals("-") ? -millis : millis;
  }
}
