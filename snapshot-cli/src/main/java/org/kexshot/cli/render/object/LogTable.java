package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.member;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.kernel.log.LogRecord;

/** Lines of the kernel log. */
public final class LogTable {
  public static final ObjectTable<LogRecord> RECORDS =
      new ObjectTable<>(
          "log",
          List.of(
              member("sequence", LogRecord::sequence),
              member("nanos", LogRecord::nanos),
              member("facility", LogRecord::facility),
              member("level", LogRecord::level),
              member("caller", LogRecord::caller),
              member("text", LogRecord::text)));

  private LogTable() {}

  /** As {@code dmesg} has it. */
  public static String line(LogRecord record) {
    String time = Text.sinceBoot(record.nanos());
    String stamp = "[" + " ".repeat(Math.max(0, 12 - time.length())) + time + "] ";
    return stamp + record.text().replace("\n", "\n" + " ".repeat(stamp.length()));
  }
}
