package org.kexshot.cli.render.object;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kind.Listing;

/** The kernel log as {@code dmesg} prints it, without headings. */
public record LogView(Listing<LogRecord> log) implements ImageView {
  @Override
  public void text(PrintWriter out) {
    for (LogRecord record : log.items()) {
      line(record).lines().map(Text::printable).forEach(out::println);
    }
  }

  private static String line(LogRecord record) {
    String time = Text.sinceBoot(record.nanos());
    String stamp = "[" + " ".repeat(Math.max(0, 12 - time.length())) + time + "] ";
    return stamp + record.text().replace("\n", "\n" + " ".repeat(stamp.length()));
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    ObjectTable<LogRecord> records = ObjectTable.of(KernelLog.KIND);
    records.writeArray(json, records.name(), log.items());
  }

  @Override
  public List<String> problems() {
    return log.problems();
  }
}
