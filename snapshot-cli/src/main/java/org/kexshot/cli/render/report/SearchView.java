package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.index.SearchHit;
import org.kexshot.index.SearchResult;
import org.kexshot.store.manifest.Snapshot;

/**
 * What a search found, grouped by snapshot in the order of adding, the best of each first.
 *
 * @param query as the user typed it
 * @param result the hits, best first
 * @param snapshots the repository's
 */
public record SearchView(String query, SearchResult result, List<Snapshot> snapshots)
    implements View {
  @Override
  public void text(PrintWriter out) {
    for (Snapshot snapshot : snapshots) {
      List<SearchHit> hits = hitsIn(snapshot);
      if (!hits.isEmpty()) {
        out.println(snapshot.shortId() + "  " + Text.printable(snapshot.manifest().label()));
        for (SearchHit hit : hits) {
          String kind = hit.kind() + " ".repeat(Math.max(1, 10 - hit.kind().length()));
          out.println("  " + kind + Text.printable(hit.title().replace('\n', ' ')));
        }
      }
    }
    long left = result.total() - result.hits().size();
    out.println(
        Text.count(result.total())
            + " found"
            + (left > 0 ? ", " + Text.count(left) + " not shown; --limit shows more" : ""));
  }

  private List<SearchHit> hitsIn(Snapshot snapshot) {
    return result.hits().stream().filter(hit -> hit.snapshotId().equals(snapshot.id())).toList();
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("query", query);
    json.writeNumberField("total", result.total());
    json.writeArrayFieldStart("snapshots");
    for (Snapshot snapshot : snapshots) {
      List<SearchHit> hits = hitsIn(snapshot);
      if (!hits.isEmpty()) {
        json.writeStartObject();
        json.writeStringField("id", snapshot.id());
        json.writeStringField("label", snapshot.manifest().label());
        Json.array(json, "hits", hits, SearchView::hit);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static void hit(JsonGenerator json, SearchHit hit) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", hit.kind());
    json.writeStringField("title", hit.title());
    json.writeObjectFieldStart("fields");
    for (Map.Entry<String, List<String>> field : hit.fields().entrySet()) {
      Json.texts(json, field.getKey(), field.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
