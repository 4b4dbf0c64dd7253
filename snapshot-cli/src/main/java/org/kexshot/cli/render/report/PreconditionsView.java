package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.kexec.Preconditions.Precondition;
import org.kexshot.operation.JumpCheck;

/** What a jump needs and whether the machine has it. */
public record PreconditionsView(JumpCheck check) implements View {
  @Override
  public void text(PrintWriter out) {
    for (Precondition p : check.preconditions()) {
      out.println("%-3s %-22s %s".formatted(p.met() ? "ok" : "NO", p.name(), p.found()));
      if (!p.met()) {
        out.println("    %-22s -> %s".formatted("", p.remedy()));
      }
    }
    long unmet = check.preconditions().stream().filter(p -> !p.met()).count();
    out.println(
        unmet == 0
            ? "This machine can jump."
            : "This machine cannot jump: %s not met.".formatted(Text.count(unmet, "precondition")));
    out.println(
        check
            .liveObstacle()
            .map(
                why ->
                    "Its memory cannot be read while it runs (--method live): %s."
                        .formatted(Text.printable(why)))
            .orElse(
                "Its memory can be read while it runs: `kexshot snap LABEL --method live`, which"
                    + " gives an image that is not of one instant."));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeBooleanField("canJump", check.isMet());
    json.writeBooleanField("canReadLive", check.liveObstacle().isEmpty());
    json.writeStringField("liveObstacle", check.liveObstacle().orElse(null));
    json.writeArrayFieldStart("preconditions");
    for (Precondition p : check.preconditions()) {
      json.writeStartObject();
      json.writeStringField("name", p.name());
      json.writeBooleanField("met", p.met());
      json.writeStringField("found", p.found());
      json.writeStringField("remedy", p.remedy());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
