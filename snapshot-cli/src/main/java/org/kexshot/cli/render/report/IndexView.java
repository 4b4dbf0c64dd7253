package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.store.manifest.Snapshot;

/**
 * What a search index holds and lacks.
 *
 * @param status of the index
 */
public record IndexView(SnapshotSearch.Status status) implements View {
  @Override
  public void text(PrintWriter out) {
    out.printf("Snapshots  %s%n", Text.count(status.held().snapshotIds().size()));
    out.printf("Documents  %s%n", Text.count(status.held().documents()));
    out.printf("Size       %s%n", Text.size(status.held().bytes()));
    out.printf("Schema     %s%n", status.held().schema());
    if (status.isCurrent()) {
      out.println("The index is current.");
      return;
    }
    if (!status.missing().isEmpty()) {
      out.printf(
          "Stale: %s not indexed: %s; the next search adds them.%n",
          Text.count(status.missing().size(), "snapshot"),
          status.missing().stream()
              .map(snapshot -> snapshot.shortId() + " " + snapshot.manifest().label())
              .map(Text::printable)
              .collect(Collectors.joining(", ")));
    }
    if (status.forgotten() > 0) {
      out.printf(
          "Stale: %s indexed that the repository does not have; the next search removes them.%n",
          Text.count(status.forgotten(), "snapshot"));
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeNumberField("snapshots", status.held().snapshotIds().size());
    json.writeNumberField("documents", status.held().documents());
    json.writeNumberField("bytes", status.held().bytes());
    json.writeStringField("schema", status.held().schema());
    json.writeBooleanField("current", status.isCurrent());
    Json.texts(json, "missing", status.missing().stream().map(Snapshot::id).toList());
    json.writeNumberField("forgotten", status.forgotten());
  }
}
