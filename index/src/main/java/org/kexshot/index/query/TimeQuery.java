package org.kexshot.index.query;

import java.time.Instant;
import org.kexshot.index.schema.Interval;
import org.kexshot.index.schema.ValueType;

/** Reads times where a snapshot's time is asked for. */
public final class TimeQuery {
  private TimeQuery() {}

  /**
   * The time that a word stands for, in milliseconds since 1970.
   *
   * @throws QuerySyntaxException if it is no time
   */
  public static Interval interval(QueryNode.Value value, Instant now) throws QuerySyntaxException {
    return interval(value.text(), value.position(), now);
  }

  /** The same of a range. */
  public static Interval interval(QueryNode.Range range, Instant now) throws QuerySyntaxException {
    long first = Long.MIN_VALUE;
    long last = Long.MAX_VALUE;
    if (range.low().isPresent()) {
      Interval low = interval(range.low().get(), range.position(), now);
      first = range.lowIncluded() ? low.first() : low.last() + 1;
    }
    if (range.high().isPresent()) {
      Interval high = interval(range.high().get(), range.position(), now);
      last = range.highIncluded() ? high.last() : high.first() - 1;
    }
    return new Interval(first, last);
  }

  private static Interval interval(String text, int position, Instant now)
      throws QuerySyntaxException {
    try {
      return ValueType.TIME.interval(text, now);
    } catch (IllegalArgumentException noTime) {
      throw new QuerySyntaxException(noTime.getMessage(), position);
    }
  }
}
