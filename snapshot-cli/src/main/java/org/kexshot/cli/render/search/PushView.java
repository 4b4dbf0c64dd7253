package org.kexshot.cli.render.search;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.fleet.PushResult;

/**
 * What a push did.
 *
 * @param result its figures
 */
public record PushView(PushResult result) implements View {
  @Override
  public void text(PrintWriter out) {
    out.printf(
        "On the server: %s of %s, %s%n",
        Text.count(result.snapshots(), "snapshot"),
        Text.count(result.boots(), "boot"),
        Text.count(result.documents(), "document"));
    out.printf(
        "Sent %s and removed %s, with %s over the network%n",
        Text.count(result.sent()), Text.count(result.removed()), Text.size(result.bytes()));
    if (result.waits() > 0) {
      out.printf("Waited %s for the server%n", Text.count(result.waits(), "time"));
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeNumberField("snapshots", result.snapshots());
    json.writeNumberField("boots", result.boots());
    json.writeNumberField("documents", result.documents());
    json.writeNumberField("sent", result.sent());
    json.writeNumberField("removed", result.removed());
    json.writeNumberField("bytes", result.bytes());
    json.writeNumberField("waits", result.waits());
  }
}
