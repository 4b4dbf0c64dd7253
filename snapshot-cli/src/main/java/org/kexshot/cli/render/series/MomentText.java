package org.kexshot.cli.render.series;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.LiveText;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.diff.series.time.Moment;

/** The images of a series. */
final class MomentText {
  private MomentText() {}

  static void print(PrintWriter out, List<Moment> moments) {
    TextTable table = new TextTable(">#", "IMAGE", "TAKEN", ">SINCE BOOT");
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      table.row(
          i + 1,
          moment.name(),
          moment.takenAt().map(Text::time).orElse("")
              + (moment.live().isPresent() ? LiveText.MARK : ""),
          moment.kernelNanos().isPresent() ? Text.sinceBoot(moment.kernelNanos().getAsLong()) : "");
    }
    table.print(out, "  ");
    for (int i = 0; i < moments.size(); i++) {
      int number = i + 1;
      moments
          .get(i)
          .live()
          .ifPresent(live -> out.println("  ~ %d: %s".formatted(number, live.words())));
    }
  }

  /** Prints what could not be read, if there is such a thing. */
  static void problems(PrintWriter out, List<String> problems, int limit) {
    if (problems.isEmpty()) {
      return;
    }
    out.println();
    out.println("not readable, so that something may be missing below:");
    problems.stream().limit(limit).forEach(problem -> out.println("  " + Text.printable(problem)));
    if (problems.size() > limit) {
      out.println("  and %s more".formatted(Text.count(problems.size() - limit)));
    }
  }

  static void json(JsonGenerator json, List<Moment> moments) throws IOException {
    Json.array(
        json,
        "images",
        moments,
        (generator, moment) -> {
          generator.writeStartObject();
          generator.writeStringField("name", moment.name());
          Json.member(generator, "takenAt", moment.takenAt());
          LiveText.member(generator, moment.live());
          if (moment.kernelNanos().isPresent()) {
            generator.writeNumberField("kernelNanos", moment.kernelNanos().getAsLong());
          }
          generator.writeEndObject();
        });
  }
}
