package org.kexshot.cli.render.search;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.fleet.StringHit;
import org.kexshot.fleet.StringResult;
import org.kexshot.index.fleet.FleetPage;
import org.kexshot.store.manifest.Snapshot;

/**
 * What was found in strings of memory on a server: the pages, with the strings around the text, and
 * what shows on the machine itself where it lies.
 *
 * @param query as the user typed it
 * @param text that was looked for
 * @param ignoreCase whether letters of either case were
 * @param result the hits, in their order
 * @param highlighter shows what matches in the strings
 */
public record StringSearchView(
    String query, String text, boolean ignoreCase, StringResult result, Highlighter highlighter)
    implements View {
  /** Matches of one page that are shown as text; JSON has all. */
  private static final int MOST_MATCHES = 3;

  @Override
  public void text(PrintWriter out) {
    result.hits().forEach(hit -> text(hit, out));
    out.println(
        "found in %s; %s may hold it, and %s looked at%s"
            .formatted(
                Text.count(result.hits().size(), "page"),
                Text.count(result.candidates()),
                Text.count(result.looked()),
                result.next().map(next -> "; go on with --after " + next).orElse("")));
  }

  private void text(StringHit hit, PrintWriter out) {
    FleetPage page = hit.page();
    out.println(
        "%s  %s %s  page %s"
            .formatted(machine(page), Text.printable(page.label()), shortId(page), number(page)));
    List<StringHit.Match> matches = hit.matches();
    matches.stream()
        .limit(MOST_MATCHES)
        .forEach(
            match ->
                out.println(
                    "    %s[%s]%s"
                        .formatted(
                            Text.printable(match.before()),
                            highlighter.all(Text.printable(match.text())),
                            Text.printable(match.after()))));
    if (matches.size() > MOST_MATCHES) {
      out.println("    and " + Text.count(matches.size() - MOST_MATCHES) + " more in this page");
    }
    out.println("    there: " + Text.printable(command(page)));
  }

  private static String machine(FleetPage page) {
    return Text.printable(
        page.machine().isEmpty() ? "repository " + page.repository() : page.machine());
  }

  private static String shortId(FleetPage page) {
    String id = page.snapshotId();
    return Text.printable(id.substring(0, Math.min(Snapshot.SHORT_ID_LENGTH, id.length())));
  }

  /** Too large for the numbers of some readers of JSON. */
  private static String number(FleetPage page) {
    return "0x" + Long.toHexString(page.number());
  }

  private String command(FleetPage page) {
    return "kexshot search --text=%s%s %s"
        .formatted(
            ShellWord.of(text), ignoreCase ? " --ignore-case" : "", ShellWord.of(shortId(page)));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("query", query);
    json.writeNumberField("candidates", result.candidates());
    json.writeNumberField("looked", result.looked());
    Json.array(json, "hits", result.hits(), this::hit);
    Json.member(json, "next", result.next());
  }

  @Override
  public boolean isList() {
    return true;
  }

  @Override
  public void lines(JsonGenerator json) throws IOException {
    for (StringHit hit : result.hits()) {
      hit(json, hit);
    }
  }

  private void hit(JsonGenerator json, StringHit hit) throws IOException {
    FleetPage page = hit.page();
    json.writeStartObject();
    json.writeStringField("machine", page.machine());
    json.writeStringField("repository", page.repository());
    json.writeStringField("snapshot", page.snapshotId());
    json.writeStringField("label", page.label());
    json.writeStringField("page", number(page));
    Json.array(json, "matches", hit.matches(), StringSearchView::match);
    json.writeStringField("command", command(page));
    json.writeEndObject();
  }

  private static void match(JsonGenerator json, StringHit.Match match) throws IOException {
    json.writeStartObject();
    json.writeStringField("before", match.before());
    json.writeStringField("text", match.text());
    json.writeStringField("after", match.after());
    json.writeEndObject();
  }
}
