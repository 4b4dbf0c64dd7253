package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.operation.compare.Baseline;

/** What was learned of what changes anyway, and where it was written to. */
public record BaselineView(Baseline baseline, Path file) implements View {
  @Override
  public void text(PrintWriter out) {
    out.println(
        "%s   %s, %s known"
            .formatted(
                Text.printable(file.toString()),
                Text.count(baseline.model().pairs(), "pair"),
                Text.count(baseline.model().size(), "change")));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("file", file.toString());
    json.writeNumberField("pairs", baseline.model().pairs());
    json.writeNumberField("changes", baseline.model().size());
  }
}
