package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.diff.finding.FieldChange;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.finding.Tally;
import org.kexshot.kind.ObjectKind;

/** What changed in plain sentences, strongest first, apart from what is no effect of a test. */
final class FindingsText {
  private static final int LONGEST_TITLE = 120;
  private static final int MOST_PARTS = 3;

  private FindingsText() {}

  static void print(PrintWriter out, Findings findings, int limit) {
    List<Finding> effects = findings.effects();
    out.println();
    out.println(
        effects.isEmpty()
            ? "no object changed in what was compared"
            : "what changed, strongest first");
    for (Finding finding : effects.subList(0, Math.min(limit, effects.size()))) {
      out.println("  " + Text.printable(sentence(finding)));
    }
    if (effects.size() > limit) {
      out.println(
          "  and %s more; --limit 0 shows all".formatted(Text.count(effects.size() - limit)));
    }
    for (Finding own : findings.ownTraces()) {
      out.println("  of a snapshot itself: " + Text.printable(sentence(own)));
    }
    if (!findings.routine().isEmpty()) {
      out.println(
          "  as on any machine that runs: "
              + findings.routine().stream()
                  .map(FindingsText::tally)
                  .collect(Collectors.joining("; ")));
    }
  }

  private static String sentence(Finding finding) {
    String what = finding.kind().name() + " " + shortened(finding.title());
    String said =
        finding.fields().isEmpty()
            ? what + " " + finding.change().verb()
            : what
                + ": "
                + finding.fields().stream()
                    .map(FindingsText::field)
                    .collect(Collectors.joining(", "));
    List<String> parts = parts(finding.parts());
    return parts.isEmpty() ? said : said + ", with " + String.join(", ", parts);
  }

  private static String field(FieldChange change) {
    return "%s %s -> %s"
        .formatted(
            change.field(), shortened(shown(change.before())), shortened(shown(change.after())));
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(none)" : value;
  }

  /** Those that tell something, and how many of the others there are by kind. */
  private static List<String> parts(List<Finding> parts) {
    List<String> words = new ArrayList<>();
    Map<ObjectKind<?>, Integer> counted = new LinkedHashMap<>();
    count(parts, words, counted);
    counted.forEach(
        (kind, count) ->
            words.add(Text.count(count) + " " + (count == 1 ? kind.name() : kind.words())));
    return words;
  }

  /** Parts of a kind are named where there are few of them. */
  private static void count(
      List<Finding> parts, List<String> words, Map<ObjectKind<?>, Integer> counted) {
    Map<ObjectKind<?>, List<Finding>> byKind = new LinkedHashMap<>();
    parts.forEach(part -> byKind.computeIfAbsent(part.kind(), none -> new ArrayList<>()).add(part));
    byKind.forEach(
        (kind, ofKind) -> {
          if (ofKind.get(0).isTelling() && ofKind.size() <= MOST_PARTS) {
            ofKind.forEach(part -> words.add(kind.name() + " " + shortened(part.title())));
          } else {
            counted.merge(kind, ofKind.size(), Integer::sum);
          }
          ofKind.forEach(part -> count(part.parts(), words, counted));
        });
  }

  private static String tally(Tally tally) {
    List<String> counts = new ArrayList<>();
    for (Map.Entry<String, Integer> count :
        Map.of("came", tally.came(), "went", tally.went(), "changed", tally.changed()).entrySet()) {
      if (count.getValue() > 0) {
        counts.add(Text.count(count.getValue()) + " " + count.getKey());
      }
    }
    counts.sort(null);
    return tally.kind().words() + " " + String.join(", ", counts);
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_TITLE ? line : line.substring(0, LONGEST_TITLE) + "...";
  }

  static void json(JsonGenerator json, Findings findings) throws IOException {
    Json.array(json, "effects", findings.effects(), FindingsText::finding);
    Json.array(json, "ownTraces", findings.ownTraces(), FindingsText::finding);
  }

  private static void finding(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("change", finding.change().name().toLowerCase(Locale.ROOT));
    json.writeStringField("kind", finding.kind().name());
    json.writeStringField("title", finding.title());
    Json.array(json, "fields", finding.fields(), FindingsText::field);
    Json.array(json, "parts", finding.parts(), FindingsText::finding);
    json.writeEndObject();
  }

  private static void field(JsonGenerator json, FieldChange change) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", change.field());
    json.writeStringField("before", change.before());
    json.writeStringField("after", change.after());
    json.writeEndObject();
  }
}
