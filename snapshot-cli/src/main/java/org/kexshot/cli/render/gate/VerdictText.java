package org.kexshot.cli.render.gate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.diff.gate.Verdict;

/** Verdicts for a person and in JSON. */
final class VerdictText {
  private VerdictText() {}

  static void print(PrintWriter out, List<Verdict> verdicts, int limit) {
    out.println();
    out.println("conditions");
    for (Verdict verdict : verdicts) {
      out.println("  %-7s  %s".formatted(verdict.outcome(), verdict.gate().form()));
      sentences(out, "", verdict.violations(), limit);
      sentences(out, "unknown: ", verdict.unknown(), limit);
    }
  }

  private static void sentences(PrintWriter out, String mark, List<String> sentences, int limit) {
    for (String sentence : sentences.subList(0, Math.min(limit, sentences.size()))) {
      out.println("           " + mark + Text.printable(sentence));
    }
    if (sentences.size() > limit) {
      out.println("           and %s more".formatted(Text.count(sentences.size() - limit)));
    }
  }

  static void json(JsonGenerator json, List<Verdict> verdicts) throws IOException {
    Json.array(json, "gates", verdicts, VerdictText::verdict);
  }

  private static void verdict(JsonGenerator json, Verdict verdict) throws IOException {
    json.writeStartObject();
    json.writeStringField("condition", verdict.gate().form());
    json.writeStringField("outcome", verdict.outcome().name().toLowerCase(Locale.ROOT));
    Json.texts(json, "violations", verdict.violations());
    Json.texts(json, "unknown", verdict.unknown());
    json.writeEndObject();
  }
}
