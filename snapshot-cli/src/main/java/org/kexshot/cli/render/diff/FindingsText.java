package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.diff.finding.FieldChange;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.FindingSentence;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.finding.Tally;
import org.kexshot.diff.object.ObjectDifference;

/** What changed in plain sentences, strongest first, apart from what is no effect of a test. */
public final class FindingsText {
  private FindingsText() {}

  /**
   * Prints the findings.
   *
   * @param kinds those that were to be compared
   */
  static void print(
      PrintWriter out,
      Findings findings,
      List<? extends ObjectDifference<?>> kinds,
      Selection selection) {
    List<Finding> effects = shown(findings.effects(), selection);
    out.println();
    out.println(effects.isEmpty() ? nothing(kinds, selection) : "what changed, strongest first");
    sentences(out, effects, selection.limit());
    for (Finding own : findings.ownTraces()) {
      out.println("  of a snapshot itself: " + Text.printable(FindingSentence.of(own)));
    }
    noise(out, findings, selection);
  }

  /** What is said where nothing was found; of what was not compared nothing is known. */
  private static String nothing(List<? extends ObjectDifference<?>> kinds, Selection selection) {
    List<? extends ObjectDifference<?>> asked =
        kinds.stream().filter(kind -> selection.shows(kind.kind())).toList();
    long compared = asked.stream().filter(kind -> kind.notCompared().isEmpty()).count();
    if (compared == 0 && !asked.isEmpty()) {
      return "no objects were compared";
    }
    return compared == asked.size()
        ? "no object changed but those that change anyway"
        : "no object changed but those that change anyway, of the kinds that were compared";
  }

  /**
   * Prints a line for each effect and each trace of a snapshot, without a heading.
   *
   * @param limit the most lines of effects
   */
  public static void lines(PrintWriter out, Findings findings, int limit) {
    sentences(out, findings.effects(), limit);
    for (Finding own : findings.ownTraces()) {
      out.println("  of a snapshot itself: " + Text.printable(FindingSentence.of(own)));
    }
  }

  private static void noise(PrintWriter out, Findings findings, Selection selection) {
    if (selection.noise()) {
      List<Finding> noise = shown(findings.noise(), selection);
      out.println();
      out.println("what changes anyway   " + Text.count(noise.size()));
      sentences(out, noise, selection.limit());
    } else if (!findings.noise().isEmpty()) {
      out.println(
          "  what changes anyway (--noise shows it): "
              + findings.tallies().stream()
                  .map(FindingsText::tally)
                  .collect(Collectors.joining("; ")));
    }
  }

  private static List<Finding> shown(List<Finding> findings, Selection selection) {
    return findings.stream()
        .filter(finding -> selection.shows(finding.kind()) && selection.shows(finding.change()))
        .toList();
  }

  private static void sentences(PrintWriter out, List<Finding> findings, int limit) {
    for (Finding finding : findings.subList(0, Math.min(limit, findings.size()))) {
      out.println("  " + Text.printable(FindingSentence.of(finding)));
    }
    if (findings.size() > limit) {
      out.println("  and %s more; --all shows all".formatted(Text.count(findings.size() - limit)));
    }
  }

  /** How many objects of a kind came, went and changed, in words. */
  public static String tally(Tally tally) {
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

  /** Writes the members {@code effects}, {@code ownTraces} and {@code noise}. */
  public static void json(JsonGenerator json, Findings findings) throws IOException {
    Json.array(json, "effects", findings.effects(), FindingsText::finding);
    Json.array(json, "ownTraces", findings.ownTraces(), FindingsText::finding);
    Json.array(json, "noise", findings.tallies(), FindingsText::tally);
  }

  private static void finding(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("change", finding.change().name().toLowerCase(Locale.ROOT));
    json.writeStringField("kind", finding.kind().name());
    json.writeStringField("title", finding.title());
    json.writeNumberField("surprise", Math.round(finding.surprise() * 100) / 100.0);
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

  private static void tally(JsonGenerator json, Tally tally) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", tally.kind().name());
    json.writeNumberField("came", tally.came());
    json.writeNumberField("went", tally.went());
    json.writeNumberField("changed", tally.changed());
    json.writeEndObject();
  }
}
