package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Text;
import org.kexshot.filter.PageKind;
import org.kexshot.format.write.DumpReport;

/** A dump that was written. */
public record ExportedView(String file, DumpReport report) implements ImageView {
  private static final List<PageKind> EXCLUDED =
      List.copyOf(EnumSet.complementOf(EnumSet.of(PageKind.KEPT, PageKind.ZERO)));

  @Override
  public void text(PrintWriter out) {
    out.println(
        "%s: %s, %s kept, %s zero and %s excluded"
            .formatted(
                file,
                Text.size(report.bytes()),
                Text.count(report.counts().get(PageKind.KEPT), "page"),
                Text.count(report.counts().get(PageKind.ZERO)),
                Text.count(excluded())));
  }

  private long excluded() {
    return EXCLUDED.stream().mapToLong(report.counts()::get).sum();
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    json.writeStringField("file", file);
    json.writeNumberField("bytes", report.bytes());
    json.writeObjectFieldStart("pages");
    json.writeNumberField("kept", report.counts().get(PageKind.KEPT));
    json.writeNumberField("zero", report.counts().get(PageKind.ZERO));
    json.writeNumberField("excluded", excluded());
    json.writeNumberField("unreadable", report.unreadable());
    json.writeEndObject();
    EstimateView.byKind(json, "excludedByKind", report.counts(), EXCLUDED);
  }

  @Override
  public List<String> problems() {
    return report.unreadable() == 0
        ? List.of()
        : List.of(
            "%s of the image; the dump marks them as missing"
                .formatted(Text.count(report.unreadable(), "page")));
  }
}
