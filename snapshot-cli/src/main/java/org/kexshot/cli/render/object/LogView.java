package org.kexshot.cli.render.object;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Text;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kind.Listing;

/** The kernel log as {@code dmesg} prints it, without headings. */
public record LogView(Listing<LogRecord> log) implements ImageView {
  @Override
  public void text(PrintWriter out) {
    for (LogRecord record : log.items()) {
      LogTable.line(record).lines().map(Text::printable).forEach(out::println);
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    LogTable.RECORDS.writeArray(json, LogTable.RECORDS.name(), log.items());
  }

  @Override
  public List<String> problems() {
    return log.problems();
  }
}
