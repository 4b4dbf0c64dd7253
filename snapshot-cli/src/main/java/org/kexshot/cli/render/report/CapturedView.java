package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.operation.CapturedSnapshot;

/** A snapshot that was just captured. */
public record CapturedView(CapturedSnapshot taken) implements View {
  @Override
  public void text(PrintWriter out) {
    new AddedView(taken.snapshot()).text(out);
    CapturedMemory captured = taken.captured();
    StringBuilder leftOut = new StringBuilder();
    new TreeMap<>(captured.figures())
        .forEach(
            (name, count) -> {
              if (name.startsWith("pages.") && !name.equals("pages.kept") && count > 0) {
                leftOut.append(leftOut.isEmpty() ? "" : ", ");
                leftOut.append(count).append(' ').append(name.substring("pages.".length()));
              }
            });
    out.println("  left out: " + (leftOut.isEmpty() ? "nothing" : leftOut));
    out.println(
        "  pause %d ms, by method %s, %s in %s"
            .formatted(
                captured.jump().pause().toMillis(),
                captured.method(),
                Text.size(captured.length()),
                captured.holder()));
    captured.remark().ifPresent(remark -> out.println("  note: " + remark));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    new AddedView(taken.snapshot()).json(json);
    CapturedMemory captured = taken.captured();
    json.writeStringField("method", captured.method());
    json.writeNumberField("pauseMillis", captured.jump().pause().toMillis());
    json.writeNumberField("dumpBytes", captured.length());
    json.writeObjectFieldStart("figures");
    for (Map.Entry<String, Long> figure : new TreeMap<>(captured.figures()).entrySet()) {
      json.writeNumberField(figure.getKey(), figure.getValue());
    }
    json.writeEndObject();
    json.writeStringField("remark", captured.remark().orElse(null));
  }
}
