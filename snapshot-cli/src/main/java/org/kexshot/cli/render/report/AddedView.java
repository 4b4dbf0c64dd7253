package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;

/** A snapshot that was just added. */
public record AddedView(Snapshot snapshot) implements View {
  /** One, or several in the order in which they were added. */
  public static View of(List<Snapshot> snapshots) {
    return snapshots.size() == 1 ? new AddedView(snapshots.get(0)) : new Several(snapshots);
  }

  private record Several(List<Snapshot> snapshots) implements View {
    @Override
    public void text(PrintWriter out) {
      snapshots.forEach(snapshot -> new AddedView(snapshot).text(out));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
      json.writeArrayFieldStart("snapshots");
      for (Snapshot snapshot : snapshots) {
        json.writeStartObject();
        new AddedView(snapshot).json(json);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  @Override
  public void text(PrintWriter out) {
    Manifest manifest = snapshot.manifest();
    out.println("snapshot %s  %s".formatted(snapshot.shortId(), Text.printable(manifest.label())));
    out.println(
        "  %s, %s of them new, stored in %s"
            .formatted(
                PagesText.of(manifest.pages()),
                Text.count(manifest.storage().newPages()),
                Text.size(manifest.storage().newBytes())));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    new SnapshotView(snapshot).json(json);
  }
}
