package org.kexshot.index.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.log.LogStamps;

/**
 * By what is told of which boot a snapshot is.
 *
 * @param kernel a hash of all that the kernel says of itself; empty if it is not known, then the
 *     snapshot is of a boot of its own
 * @param log when some records of its log were written: its first and its last
 */
public record BootMark(String kernel, LogStamps log) {
  /** Records that are kept from either end of the log. */
  private static final int MOST = 32;

  /** Of a snapshot whose kernel is not known. */
  public static final BootMark UNKNOWN = new BootMark("", new LogStamps(Map.of()));

  /**
   * Of a kernel.
   *
   * @param kernel all that it says of itself
   * @param log empty if it could not be read
   */
  public static BootMark of(String kernel, List<LogRecord> log) {
    List<LogRecord> ends = new ArrayList<>(log.subList(0, Math.min(MOST, log.size())));
    ends.addAll(log.subList(Math.max(ends.size(), log.size() - MOST), log.size()));
    return new BootMark(TextHash.of(kernel), LogStamps.of(ends));
  }

  /** Whether both can be of one boot. */
  boolean agrees(BootMark other) {
    return !kernel.isEmpty() && kernel.equals(other.kernel) && !log.contradict(other.log);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(List.of(kernel));
    new TreeMap<>(log.nanos()).forEach((sequence, nanos) -> lines.add(sequence + " " + nanos));
    return lines;
  }

  static BootMark of(List<String> lines) {
    if (lines.isEmpty()) {
      return UNKNOWN;
    }
    Map<Long, Long> nanos = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int blank = line.indexOf(' ');
      nanos.put(
          Long.parseLong(line.substring(0, blank)), Long.parseLong(line.substring(blank + 1)));
    }
    return new BootMark(lines.get(0), new LogStamps(nanos));
  }
}
