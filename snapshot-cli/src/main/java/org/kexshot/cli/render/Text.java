package org.kexshot.cli.render;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kexshot.address.Page;

/** Values as a person reads them; the same everywhere, whatever the locale. */
public final class Text {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  /** Seconds since 1970. */
  private static final long YEAR_0 = -62_167_219_200L;

  private static final long YEAR_10000 = 253_402_300_800L;

  private Text() {}

  /** Bytes with a unit, three digits at least, e.g. {@code 1.50 MiB}. */
  public static String size(long bytes) {
    int unit = 0;
    long scaled = bytes;
    long hundredths = 0;
    while (scaled >= 1024 && unit < UNITS.length - 1) {
      hundredths = (scaled & 1023) * 100 / 1024;
      scaled >>= 10;
      unit++;
    }
    if (unit == 0) {
      return scaled + " B";
    }
    String fraction =
        scaled >= 100
            ? ""
            : scaled >= 10 ? "." + hundredths / 10 : "." + hundredths / 10 + hundredths % 10;
    return scaled + fraction + " " + UNITS[unit];
  }

  /** Page frames as the bytes they make. */
  public static String pages(long pages) {
    return size(pages * Page.SIZE);
  }

  /** A count with a comma at each thousand. */
  public static String count(long number) {
    StringBuilder digits = new StringBuilder(Long.toString(number));
    for (int i = digits.length() - 3; i > (number < 0 ? 1 : 0); i -= 3) {
      digits.insert(i, ',');
    }
    return digits.toString();
  }

  /** A count and its noun, e.g. {@code 1 page}, {@code 1,024 pages}. */
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** An instant to the second, in UTC. By hand: the formatters take long to load. */
  public static String time(Instant instant) {
    if (instant.getEpochSecond() < YEAR_0 || instant.getEpochSecond() >= YEAR_10000) {
      return instant.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
    }
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    return time.toLocalDate()
        + " "
        + twoDigits(time.getHour())
        + ":"
        + twoDigits(time.getMinute())
        + ":"
        + twoDigits(time.getSecond())
        + "Z";
  }

  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  /** A duration in seconds to the millisecond. */
  public static String seconds(Duration duration) {
    long millis = duration.toMillis();
    return millis / 1000 + "." + String.valueOf(1000 + millis % 1000).substring(1) + " s";
  }

  /** Seconds since boot as the kernel's log shows them, {@code 12.345678}. */
  public static String sinceBoot(long nanos) {
    long micros = nanos / 1000;
    return micros / 1_000_000 + "." + String.valueOf(1_000_000 + micros % 1_000_000).substring(1);
  }

  /** An address of the width of the architecture's pointers. */
  public static String address(long address, int pointerSize) {
    String digits = Long.toHexString(address);
    return "0".repeat(Math.max(0, 2 * pointerSize - digits.length())) + digits;
  }

  /** A fact as a cell of a table: a list with commas, and nothing for what is not there. */
  public static String cell(Object fact) {
    if (fact instanceof Optional<?> perhaps) {
      return perhaps.map(Text::cell).orElse("");
    }
    if (fact instanceof List<?> list) {
      return list.stream().map(Text::cell).collect(Collectors.joining(","));
    }
    return String.valueOf(fact);
  }

  /** Text from the image or a user as one line, as {@link PrintableWriter#line} has it. */
  public static String printable(String text) {
    return PrintableWriter.line(text);
  }
}
