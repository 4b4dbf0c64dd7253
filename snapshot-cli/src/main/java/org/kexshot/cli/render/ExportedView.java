package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.kexshot.filter.PageKind;
import org.kexshot.format.DumpReport;

/** A dump file that was written. */
public record ExportedView(Path file, DumpReport report) implements View {
  @Override
  public void text(PrintWriter out) {
    out.println(
        "%s: %s, %s kept and %s zero"
            .formatted(
                file,
                Text.size(report.bytes()),
                Text.count(report.counts().get(PageKind.KEPT), "page"),
                Text.count(report.counts().get(PageKind.ZERO))));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("file", file.toString());
    json.writeNumberField("bytes", report.bytes());
    json.writeNumberField("unreadable", report.unreadable());
    json.writeObjectFieldStart("pages");
    for (PageKind kind : PageKind.values()) {
      json.writeNumberField(kind.name(), report.counts().get(kind));
    }
    json.writeEndObject();
  }
}
