package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.cli.render.LiveText;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.operation.CapturedSnapshot;

/** A snapshot that was just captured. */
public record CapturedView(CapturedSnapshot taken) implements View {
  @Override
  public void text(PrintWriter out) {
    new AddedView(taken.snapshot()).text(out);
    CapturedMemory captured = taken.captured();
    String excluded = PagesText.excluded(captured.figures().excluded());
    out.println("  excluded: " + (excluded.isEmpty() ? "nothing" : excluded));
    if (captured.liveReading().isPresent()) {
      LiveText.lines(captured.liveReading().get()).forEach(line -> out.println("  " + line));
    }
    out.println(
        "  %s, by method %s, %s in %s"
            .formatted(
                captured.liveReading().isPresent() ? "no pause" : pause(captured),
                captured.method(),
                Text.size(captured.length()),
                captured.holder()));
    captured.jump().ifPresent(jump -> new AfterJumpView(jump).text(out));
    captured.remark().ifPresent(remark -> out.println("  note: " + remark));
  }

  private static String pause(CapturedMemory captured) {
    return "pause " + captured.pause().map(pause -> pause.toMillis() + " ms").orElse("unknown");
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    new AddedView(taken.snapshot()).json(json);
    CapturedMemory captured = taken.captured();
    json.writeStringField("method", captured.method());
    if (captured.pause().isPresent()) {
      json.writeNumberField("pauseMillis", captured.pause().get().toMillis());
    }
    if (captured.jump().isPresent()) {
      new AfterJumpView(captured.jump().get()).json(json);
    }
    json.writeNumberField("dumpBytes", captured.length());
    json.writeObjectFieldStart("figures");
    for (Map.Entry<String, Long> figure : captured.figures().byName().entrySet()) {
      json.writeNumberField(figure.getKey(), figure.getValue());
    }
    json.writeEndObject();
    json.writeStringField("remark", captured.remark().orElse(null));
  }
}
