package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.View;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;

/** A repository's snapshots, a line each. */
public record SnapshotListView(List<Snapshot> snapshots) implements View {
  @Override
  public void text(PrintWriter out) {
    TextTable table = new TextTable("ID", "LABEL", "TIME", "KERNEL", ">KEPT", ">STORED", "TAGS");
    for (Snapshot snapshot : snapshots) {
      Manifest manifest = snapshot.manifest();
      table.row(
          snapshot.shortId(),
          manifest.label(),
          Text.time(manifest.time()),
          manifest.kernel().orElse("?"),
          Text.pages(manifest.pages().kept()),
          Text.size(manifest.storage().newBytes()),
          SnapshotView.tags(manifest));
    }
    table.print(out, "");
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("snapshots");
    for (Snapshot snapshot : snapshots) {
      json.writeStartObject();
      new SnapshotView(snapshot).json(json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
