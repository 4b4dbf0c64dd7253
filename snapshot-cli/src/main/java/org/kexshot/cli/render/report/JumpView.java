package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.render.View;
import org.kexshot.kexec.Jump;

/** A jump that came back. */
public record JumpView(Jump jump) implements View {
  @Override
  public void text(PrintWriter out) {
    out.println("jumped and came back, pause %d ms".formatted(jump.time().pause().toMillis()));
    new AfterJumpView(jump).text(out);
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("at", jump.at().toString());
    json.writeNumberField("pauseMillis", jump.time().pause().toMillis());
    new AfterJumpView(jump).json(json);
  }
}
