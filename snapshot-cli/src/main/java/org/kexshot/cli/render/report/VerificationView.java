package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.store.maintain.Verification;

/** What was verified, and what was found damaged. */
public record VerificationView(Verification result) implements View {
  @Override
  public void text(PrintWriter out) {
    out.println("verified %s: %s".formatted(Text.count(result.snapshots(), "snapshot"), extent()));
    result.problems().forEach(problem -> out.println("damaged: " + Text.printable(problem)));
    result.notes().forEach(note -> out.println("note: " + Text.printable(note)));
    if (result.problems().isEmpty()) {
      out.println("no damage found");
    }
  }

  private String extent() {
    String packs = Text.count(result.packs(), "pack");
    if (result.packs() == 0) {
      return "the manifests, and no pack";
    }
    return result.isOfStructure()
        ? "the indexes of %s, and no page; --read-data reads them".formatted(packs)
        : "%s in %s".formatted(Text.count(result.pages(), "stored page"), packs);
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeNumberField("snapshots", result.snapshots());
    json.writeNumberField("packs", result.packs());
    json.writeNumberField("pages", result.pages());
    Json.texts(json, "problems", result.problems());
    Json.texts(json, "notes", result.notes());
  }
}
