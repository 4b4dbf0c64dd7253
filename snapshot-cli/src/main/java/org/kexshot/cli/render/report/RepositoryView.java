package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;

/**
 * A repository as it is now.
 *
 * @param version of its format, which is written
 * @param upgraded whether it was of an older one
 */
public record RepositoryView(Path directory, int version, boolean upgraded, boolean encrypted)
    implements View {
  @Override
  public void text(PrintWriter out) {
    out.println(
        "repository %s, format version %d%s%s"
            .formatted(
                Text.printable(directory.toString()),
                version,
                upgraded ? " from now on" : "",
                encrypted ? ", encrypted" : ""));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("repository", directory.toString());
    json.writeNumberField("version", version);
    json.writeBooleanField("upgraded", upgraded);
    json.writeBooleanField("encrypted", encrypted);
  }
}
