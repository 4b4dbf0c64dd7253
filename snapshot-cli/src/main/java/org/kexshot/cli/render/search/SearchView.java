package org.kexshot.cli.render.search;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.index.SearchHit;
import org.kexshot.index.SearchResult;

/**
 * What a search found: a line for each object with the snapshots that show it, and how it changed.
 *
 * @param query as the user typed it
 * @param result the hits, in their order
 * @param highlighter shows the words of the query in the text
 */
public record SearchView(String query, SearchResult result, Highlighter highlighter)
    implements View {
  private static final int KIND_WIDTH = 10;

  /** Changes of one object that are shown as text; JSON has all. */
  private static final int MOST_CHANGES = 5;

  @Override
  public void text(PrintWriter out) {
    result.hits().forEach(hit -> text(hit, out));
    result.facets().forEach((field, counts) -> facet(field, counts, out));
    out.println(Text.count(result.total()) + " found" + rest());
    if (result.total() == 0 && result.suggestion().isEmpty()) {
      out.println("Words in memory itself are searched for as text:WORD.");
    }
    result.suggestion().ifPresent(words -> out.println("Did you mean: " + Text.printable(words)));
    commands().forEach(command -> out.println("More: " + command));
  }

  private void text(SearchHit hit, PrintWriter out) {
    String kind = hit.kind() + " ".repeat(Math.max(1, KIND_WIDTH - hit.kind().length()));
    out.println(
        kind
            + shown(hit.title().replace('\n', ' '))
            + hit.machine().map(machine -> "  " + Text.printable(machine)).orElse("")
            + "  ["
            + SnapshotSet.of(hit.snapshots())
            + "]");
    List<SearchHit.Change> changes = hit.changes();
    changes.stream().limit(MOST_CHANGES).forEach(change -> text(change, out));
    if (changes.size() > MOST_CHANGES) {
      out.println("            and " + Text.count(changes.size() - MOST_CHANGES) + " more changes");
    }
  }

  private void text(SearchHit.Change change, PrintWriter out) {
    out.println(
        "            %s: %s %s, was %s"
            .formatted(
                Text.printable(change.since().label()),
                change.field(),
                values(change.after()),
                values(change.before())));
  }

  private String values(List<String> values) {
    return values.isEmpty() ? "none" : shown(String.join(", ", values));
  }

  private String shown(String text) {
    return highlighter.words(Text.printable(text), result.words());
  }

  private static void facet(String field, Map<String, Long> counts, PrintWriter out) {
    out.println(
        field
            + ": "
            + counts.entrySet().stream()
                .map(each -> Text.printable(each.getKey()) + " " + Text.count(each.getValue()))
                .collect(Collectors.joining(", ")));
  }

  private String rest() {
    return result
        .next()
        .map(next -> ", " + result.hits().size() + " shown; go on with --after " + next)
        .orElse("");
  }

  /**
   * The commands that list the objects of each kind that was found, in the last snapshot of one,
   * and that compare again what was compared.
   */
  private List<String> commands() {
    Map<String, String> commands = new LinkedHashMap<>();
    for (SearchHit hit : result.hits()) {
      if (!hit.snapshots().isEmpty()) {
        SearchHit.InSnapshot last = hit.snapshots().get(hit.snapshots().size() - 1);
        List<String> ids = new ArrayList<>(hit.fields().getOrDefault("beforeId", List.of()));
        ids.add(last.id());
        commands.putIfAbsent(
            hit.command(),
            "kexshot %s %s"
                .formatted(
                    hit.command(),
                    ids.stream().map(SearchView::shortened).collect(Collectors.joining(" "))));
      }
    }
    return List.copyOf(commands.values());
  }

  private static String shortened(String id) {
    return id.substring(0, Math.min(8, id.length()));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("query", query);
    json.writeNumberField("total", result.total());
    Json.array(json, "hits", result.hits(), SearchView::hit);
    json.writeObjectFieldStart("facets");
    for (Map.Entry<String, Map<String, Long>> facet : result.facets().entrySet()) {
      json.writeObjectFieldStart(facet.getKey());
      for (Map.Entry<String, Long> count : facet.getValue().entrySet()) {
        json.writeNumberField(count.getKey(), count.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    Json.member(json, "next", result.next());
    Json.member(json, "suggestion", result.suggestion());
  }

  @Override
  public boolean isList() {
    return true;
  }

  @Override
  public void lines(JsonGenerator json) throws IOException {
    for (SearchHit hit : result.hits()) {
      hit(json, hit);
    }
  }

  private static void hit(JsonGenerator json, SearchHit hit) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", hit.kind());
    json.writeStringField("title", hit.title());
    Json.member(json, "machine", hit.machine());
    Json.array(json, "snapshots", hit.snapshots(), SearchView::snapshot);
    json.writeBooleanField("inLatest", hit.latest());
    json.writeObjectFieldStart("fields");
    for (Map.Entry<String, List<String>> field : hit.fields().entrySet()) {
      Json.texts(json, field.getKey(), field.getValue());
    }
    json.writeEndObject();
    Json.array(json, "changes", hit.changes(), SearchView::change);
    json.writeEndObject();
  }

  private static void snapshot(JsonGenerator json, SearchHit.InSnapshot snapshot)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", snapshot.id());
    json.writeStringField("label", snapshot.label());
    json.writeStringField("time", snapshot.time().toString());
    json.writeEndObject();
  }

  private static void change(JsonGenerator json, SearchHit.Change change) throws IOException {
    json.writeStartObject();
    json.writeStringField("snapshot", change.since().id());
    json.writeStringField("field", change.field());
    Json.texts(json, "before", change.before());
    Json.texts(json, "after", change.after());
    json.writeEndObject();
  }
}
