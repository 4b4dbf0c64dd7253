package org.kexshot.cli.render.hibernate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.hibernate.Hibernation.Resumed;

/** A system that was hibernated and is back. */
public record ResumedView(Resumed resumed) implements View {
  private long secondsAway() {
    return Duration.between(resumed.stoppedAt(), resumed.resumedAt()).toSeconds();
  }

  @Override
  public void text(PrintWriter out) {
    out.println("resumed at %s".formatted(resumed.resumedAt()));
    out.println("  hibernated at %s, %d s before".formatted(resumed.stoppedAt(), secondsAway()));
    out.println(
        "  %s (%d MiB) were on the device, %s of zeros were not"
            .formatted(
                Text.count(resumed.pages(), "page"),
                resumed.pages() >> 8,
                Text.count(resumed.zeroPages(), "page")));
    out.println(
        resumed
            .clockSetBy()
            .map(by -> "  clock set by %d ms beyond the battery clock".formatted(by.toMillis()))
            .orElse("  clock as the kernel set it by the battery clock, to a second"));
    out.println("  the capture kernel is unloaded, its memory given back, and the image erased");
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("stoppedAt", resumed.stoppedAt().toString());
    json.writeStringField("resumedAt", resumed.resumedAt().toString());
    json.writeNumberField("secondsAway", secondsAway());
    json.writeNumberField("pages", resumed.pages());
    json.writeNumberField("zeroPages", resumed.zeroPages());
    if (resumed.clockSetBy().isPresent()) {
      json.writeNumberField("clockSetByMillis", resumed.clockSetBy().get().toMillis());
    }
  }
}
