package org.kexshot.cli.render.search;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.fleet.PushResult;
import org.kexshot.fleet.StringPushResult;

/**
 * What a push did.
 *
 * @param result its figures
 * @param strings those of the strings of memory, if they were to be sent
 */
public record PushView(PushResult result, Optional<StringPushResult> strings) implements View {
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
    waits(result.waits(), out);
    strings.ifPresent(sent -> strings(sent, out));
  }

  private static void strings(StringPushResult sent, PrintWriter out) {
    out.printf(
        "Strings on the server: those of %s of %s%n",
        Text.count(sent.documents()), Text.count(sent.pages(), "distinct page"));
    out.printf(
        "Sent those of %s and removed those of %s, with %s over the network%n",
        Text.count(sent.sent(), "page"), Text.count(sent.removed()), Text.size(sent.bytes()));
    waits(sent.waits(), out);
  }

  private static void waits(long times, PrintWriter out) {
    if (times > 0) {
      out.printf("Waited %s for the server%n", Text.count(times, "time"));
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
    if (strings.isPresent()) {
      json.writeObjectFieldStart("strings");
      strings(json, strings.get());
      json.writeEndObject();
    }
  }

  private static void strings(JsonGenerator json, StringPushResult sent) throws IOException {
    json.writeNumberField("pages", sent.pages());
    json.writeNumberField("documents", sent.documents());
    json.writeNumberField("sent", sent.sent());
    json.writeNumberField("removed", sent.removed());
    json.writeNumberField("unreadable", sent.unreadable());
    json.writeNumberField("bytes", sent.bytes());
    json.writeNumberField("waits", sent.waits());
  }
}
