package org.kexshot.kernel.log;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the records of a kernel's log were written. Two boots of one kernel can agree in every
 * address if it was not moved at random; they never agree in the time stamps of their logs.
 *
 * @param nanos nanoseconds since boot by the record's number; empty if the log could not be read
 */
public record LogStamps(Map<Long, Long> nanos) {
  public LogStamps {
    nanos = Map.copyOf(nanos);
  }

  /** Those of a log. */
  public static LogStamps of(List<LogRecord> log) {
    Map<Long, Long> nanos = new TreeMap<>();
    log.forEach(record -> nanos.put(record.sequence(), record.nanos()));
    return new LogStamps(nanos);
  }

  /** Whether a record that both have was written at different times: not one boot. */
  public boolean contradict(LogStamps other) {
    return nanos.entrySet().stream()
        .anyMatch(
            record -> {
              Long same = other.nanos.get(record.getKey());
              return same != null && !same.equals(record.getValue());
            });
  }
}
