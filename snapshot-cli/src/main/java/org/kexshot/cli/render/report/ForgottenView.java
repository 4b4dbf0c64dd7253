package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.store.maintain.Forgetting;
import org.kexshot.store.manifest.SnapshotName;

/**
 * Snapshots that were forgotten, a line each.
 *
 * @param isDryRun whether nothing was done
 */
public record ForgottenView(Forgetting.Choice choice, boolean isDryRun) implements View {
  @Override
  public void text(PrintWriter out) {
    String verb = isDryRun ? "would forget" : "forgot";
    for (SnapshotName name : choice.forgotten()) {
      out.println("%s %s  %s".formatted(verb, name.shortId(), Text.printable(label(name))));
    }
    out.println(
        "%s %s, %d kept%s"
            .formatted(
                verb,
                Text.count(choice.forgotten().size(), "snapshot"),
                choice.kept(),
                isDryRun || choice.forgotten().isEmpty()
                    ? ""
                    : "; `kexshot prune` gives back the room"));
  }

  private String label(SnapshotName name) {
    return choice
        .snapshot(name)
        .map(snapshot -> snapshot.manifest().label() + "  " + Text.time(snapshot.manifest().time()))
        .orElse("(its manifest is damaged)");
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeBooleanField("isDryRun", isDryRun);
    Json.array(json, "forgotten", choice.forgotten(), this::forgotten);
    json.writeNumberField("kept", choice.kept());
  }

  private void forgotten(JsonGenerator json, SnapshotName name) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", name.id());
    Json.member(json, "label", choice.snapshot(name).map(one -> one.manifest().label()));
    json.writeEndObject();
  }
}
