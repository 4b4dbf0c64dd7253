package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.clock.JumpTime;

/** What a jump left: the machine's clocks, and an image that could not be unloaded. */
public record AfterJumpView(Jump jump) implements View {
  private JumpTime time() {
    return jump.time();
  }

  @Override
  public void text(PrintWriter out) {
    out.println("  clock: " + wallClock());
    time()
        .stoodStill()
        .ifPresent(
            stood ->
                out.println(
                    "  CLOCK_MONOTONIC stood still for %d ms, its timers are as late"
                        .formatted(stood.toMillis())));
    note(jump).ifPresent(note -> out.println("  note: " + note));
  }

  /** What is still loaded after a jump, and why. */
  public static Optional<String> note(Jump jump) {
    return jump.imageLeft()
        .map(
            why ->
                "what was loaded for the jump could not be unloaded; the next command that jumps"
                    + " does it: "
                    + Text.printable(why));
  }

  private String wallClock() {
    if (time().behind().isEmpty()) {
      return "as the kernel set it, to a second; " + time().remark().orElseThrow();
    }
    Duration behind = time().behind().get();
    String off =
        "%d ms %s after the jump"
            .formatted(behind.abs().toMillis(), behind.isNegative() ? "ahead" : "behind");
    if (time().putRight()) {
      return off + ", put right";
    }
    return time().remark().map(why -> off + ", " + why).orElse("right after the jump");
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("clock");
    Json.member(json, "stoodStillMillis", time().stoodStill().map(Duration::toMillis));
    Json.member(json, "behindMillis", time().behind().map(Duration::toMillis));
    json.writeBooleanField("putRight", time().putRight());
    Json.member(json, "remark", time().remark());
    json.writeEndObject();
    Json.member(json, "imageLeft", jump.imageLeft());
  }
}
