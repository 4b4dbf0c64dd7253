package org.kexshot.index.schema;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.address.Page;
import org.kexshot.kind.Attribute;

/**
 * How values of a field are indexed and asked for. All but texts and flags are numbers too, by
 * which they are compared and sorted.
 */
public enum ValueType {
  /** Words, and network addresses in them. */
  TEXT("text"),
  FLAG("true or false"),
  NUMBER("number"),
  BYTES("bytes, with K, M, G or T"),
  PAGES("pages, or bytes with K, M, G or T"),
  DURATION("time span: ns, us, ms, s, m, h or d"),
  TIME("time: 2026-01-31, 2026-01-31T12:30, now-1h"),
  /** Unsigned. */
  ADDRESS("hexadecimal address");

  private static final Pattern AMOUNT =
      Pattern.compile("(-?\\d{1,19}(?:\\.\\d{1,9})?)(?i:([KMGT])(?:i?B)?)?");
  private static final Pattern SPAN =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h|d)?");
  private static final Pattern HEXADECIMAL = Pattern.compile("(?:0[xX])?(\\p{XDigit}{1,16})");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);

  private final String words;

  ValueType(String words) {
    this.words = words;
  }

  /** What a value looks like, for {@code --help}. */
  public String words() {
    return words;
  }

  /** Of an attribute. */
  public static ValueType of(Attribute<?> attribute) {
    return switch (attribute.type()) {
      case TEXT, PATH, LIST, OBJECT, OBJECTS -> TEXT;
      case NUMBER, REFERENCE -> NUMBER;
      case ADDRESS -> ADDRESS;
      case BYTES -> BYTES;
      case PAGES -> PAGES;
      case DURATION -> DURATION;
      case TIME -> TIME;
      case FLAG -> FLAG;
    };
  }

  /** Whether values have an order among numbers. */
  public boolean isNumber() {
    return this != TEXT && this != FLAG;
  }

  /** A value as text, as it is kept, shown, and found by wildcards. */
  public String text(Object value) {
    return switch (this) {
      case ADDRESS -> "0x" + Long.toHexString((Long) value);
      case TIME -> value.toString().replace('T', ' ').replace("Z", "");
      default -> value.toString();
    };
  }

  /** The number by which a kept text is compared. */
  public long number(String kept) {
    return switch (this) {
      case ADDRESS -> ordered(Long.parseUnsignedLong(kept.substring(2), 16));
      case TIME -> Instant.parse(kept.replace(' ', 'T') + "Z").toEpochMilli();
      default -> Long.parseLong(kept);
    };
  }

  /**
   * What a user means by a value: a number, or the first and last of several, as of a day.
   *
   * @param now the present
   * @throws IllegalArgumentException if it is no value of the type
   */
  public Interval interval(String text, Instant now) {
    return switch (this) {
      case NUMBER, BYTES -> amount(text, 1, 1);
      case PAGES -> amount(text, 1, Page.SIZE);
      case DURATION -> span(text);
      case TIME -> TimeText.interval(text, now);
      case ADDRESS -> address(text);
      case TEXT, FLAG -> throw new IllegalArgumentException("not a number");
    };
  }

  private Interval amount(String text, long plain, long unitSize) {
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      Matcher hexadecimal = HEXADECIMAL.matcher(text);
      if (text.toLowerCase(Locale.ROOT).startsWith("0x") && hexadecimal.matches()) {
        return Interval.of(Long.parseUnsignedLong(hexadecimal.group(1), 16));
      }
      throw unlike(text);
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    if (matcher.group(2) == null) {
      return exact(number.multiply(BigDecimal.valueOf(plain)), text);
    }
    int power = "KMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT)) + 1;
    BigDecimal bytes = number.multiply(BigDecimal.valueOf(1L << 10 * power));
    return exact(bytes.divideToIntegralValue(BigDecimal.valueOf(unitSize)), text);
  }

  private Interval span(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      throw unlike(text);
    }
    long unit = matcher.group(2) == null ? 1 : NANOS.get(matcher.group(2));
    return exact(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)), text);
  }

  private Interval exact(BigDecimal number, String text) {
    try {
      return Interval.of(number.toBigInteger().longValueExact());
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException("'%s' is too large".formatted(text), tooLarge);
    }
  }

  private Interval address(String text) {
    Matcher matcher = HEXADECIMAL.matcher(text);
    if (!matcher.matches()) {
      throw unlike(text);
    }
    return Interval.of(ordered(Long.parseUnsignedLong(matcher.group(1), 16)));
  }

  private static long ordered(long unsigned) {
    return unsigned ^ Long.MIN_VALUE;
  }

  private IllegalArgumentException unlike(String text) {
    return new IllegalArgumentException("'%s' is not a %s".formatted(text, words));
  }
}
