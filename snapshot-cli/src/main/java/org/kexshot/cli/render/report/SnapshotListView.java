package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;

/** A repository's snapshots, a line each, and those that cannot be read. */
public record SnapshotListView(SnapshotList.Reading read) implements ImageView {
  @Override
  public List<String> problems() {
    return Stream.concat(read.problems().stream(), read.unreadNotes().stream()).toList();
  }

  @Override
  public void text(PrintWriter out) {
    TextTable table = new TextTable("ID", "LABEL", "TIME", "KERNEL", ">KEPT", ">STORED", "TAGS");
    for (Snapshot snapshot : read.snapshots()) {
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
  public void found(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("snapshots");
    for (Snapshot snapshot : read.snapshots()) {
      json.writeStartObject();
      new SnapshotView(snapshot).json(json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
