package org.kexshot.cli.render.physical;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.cli.render.report.AfterJumpView;
import org.kexshot.physical.ProgramResult;
import org.kexshot.physical.ProgramRun.Finished;

/** How a program in physical mode ended, once or several times. */
public record ProgramRunsView(List<Finished> runs, Duration limit) implements View {
  public ProgramRunsView {
    runs = List.copyOf(runs);
  }

  private Finished last() {
    return runs.get(runs.size() - 1);
  }

  @Override
  public void text(PrintWriter out) {
    ProgramResult result = last().result();
    switch (result.end()) {
      case FAULTED ->
          out.println(
              "ended by %s at 0x%x; the system goes on"
                  .formatted(result.exception(), result.address()));
      case TIMED_OUT ->
          out.println(
              "ended after %d s, at 0x%x; the system goes on"
                  .formatted(limit.toSeconds(), result.address()));
      default ->
          out.println(
              "returned 0x%x (%d), %s of output"
                  .formatted(
                      result.value(), result.value(), Text.count(last().output().length, "byte")));
    }
    if (runs.size() > 1) {
      out.println("  %d runs".formatted(runs.size()));
    }
    out.println(
        "  pause %d ms, of which the program took %s cycles%s"
            .formatted(
                pauseMillis(),
                Text.count(result.cycles()),
                result.timer() ? "" : "; no timer guarded it"));
    new AfterJumpView(last().jump()).text(out);
  }

  /** The median of all runs. */
  private long pauseMillis() {
    return runs.stream()
        .mapToLong(run -> run.jump().time().pause().toMillis())
        .sorted()
        .skip(runs.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    ProgramResult result = last().result();
    json.writeStringField("end", result.end().name().toLowerCase(Locale.ROOT));
    switch (result.end()) {
      case FAULTED -> {
        json.writeNumberField("vector", result.vector());
        json.writeNumberField("error", result.error());
        json.writeNumberField("address", result.address());
      }
      case TIMED_OUT -> json.writeNumberField("address", result.address());
      default -> {
        json.writeStringField("value", "0x" + Long.toHexString(result.value()));
        json.writeNumberField("outputBytes", last().output().length);
      }
    }
    json.writeBooleanField("guarded", result.timer());
    json.writeNumberField("cycles", result.cycles());
    json.writeNumberField("runs", runs.size());
    json.writeNumberField("pauseMillis", pauseMillis());
    new AfterJumpView(last().jump()).json(json);
  }
}
