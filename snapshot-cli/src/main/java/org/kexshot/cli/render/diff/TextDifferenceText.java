package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.diff.text.PatchedSites;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.kernel.text.CodeChange;

/** What became of the kernel's code and constants: a line if all is well, and each alarm. */
final class TextDifferenceText {
  private TextDifferenceText() {}

  static void print(PrintWriter out, TextDifference text, int limit) {
    if (text.notCompared().isPresent()) {
      return;
    }
    out.println();
    changes(out, "ALARM: ", text.alarms(), text.alarmCount(), limit);
    out.println(summary(text));
    changes(
        out,
        "  unknown whether the kernel did it: ",
        text.undecided(),
        text.undecidedCount(),
        limit);
  }

  private static String summary(TextDifference text) {
    String compared =
        "%s compared%s"
            .formatted(
                Text.size(text.comparedBytes()),
                text.isWhole() ? "" : ", the rest could not be read or judged");
    if (text.patched().isEmpty()) {
      boolean byOthers = text.alarmCount() + text.undecidedCount() > 0;
      return "kernel text %s; %s"
          .formatted(byOthers ? "not changed by the kernel itself" : "unchanged", compared);
    }
    return "kernel text: %s changed by the kernel itself; %s"
        .formatted(
            text.patched().stream()
                .map(TextDifferenceText::count)
                .collect(Collectors.joining(", ")),
            compared);
  }

  private static String count(PatchedSites sites) {
    return Text.count(sites.count()) + " " + sites.cause().noun(sites.count());
  }

  private static void changes(
      PrintWriter out, String mark, List<CodeChange> changes, long count, int limit) {
    for (CodeChange change : changes.subList(0, Math.min(limit, changes.size()))) {
      out.println(mark + Text.printable(sentence(change)));
    }
    long more = count - Math.min(limit, changes.size());
    if (more > 0) {
      out.println(mark + "and %s more such changes".formatted(Text.count(more)));
    }
  }

  /** What was changed, from what to what, and where that leads. */
  static String sentence(CodeChange change) {
    return "%s of %s changed: %s -> %s%s%s"
        .formatted(
            Text.count(change.length(), "byte"),
            change.place(),
            change.before(),
            change.after(),
            change.leadsTo().map(target -> ", which leads to " + target).orElse(""),
            change
                .cause()
                .map(cause -> ", which is not what %s writes there".formatted(cause.words()))
                .orElse(""));
  }

  static void json(JsonGenerator json, TextDifference text) throws IOException {
    json.writeObjectFieldStart("text");
    if (text.notCompared().isPresent()) {
      json.writeStringField("notCompared", text.notCompared().get());
    } else {
      json.writeNumberField("comparedBytes", text.comparedBytes());
      Json.array(json, "patched", text.patched(), TextDifferenceText::patched);
      Json.array(json, "alarms", text.alarms(), TextDifferenceText::change);
      json.writeNumberField("alarmCount", text.alarmCount());
      Json.array(json, "undecided", text.undecided(), TextDifferenceText::change);
      json.writeNumberField("undecidedCount", text.undecidedCount());
      Json.texts(json, "problems", text.unknown());
    }
    json.writeEndObject();
  }

  private static void patched(JsonGenerator json, PatchedSites sites) throws IOException {
    json.writeStartObject();
    json.writeStringField("cause", sites.cause().name());
    json.writeNumberField("count", sites.count());
    Json.array(json, "examples", sites.examples(), TextDifferenceText::change);
    json.writeEndObject();
  }

  private static void change(JsonGenerator json, CodeChange change) throws IOException {
    json.writeStartObject();
    json.writeStringField("place", change.place());
    Json.member(json, "address", new Address(change.address()));
    json.writeNumberField("length", change.length());
    json.writeBooleanField("code", change.isCode());
    json.writeStringField("before", change.before());
    json.writeStringField("after", change.after());
    Json.member(json, "leadsTo", change.leadsTo());
    json.writeEndObject();
  }
}
