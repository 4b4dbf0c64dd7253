package org.kexshot.cli.render.peer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.View;
import org.kexshot.cli.render.report.AfterJumpView;
import org.kexshot.peer.PeerPlace.Arrival;

/** How a peer was switched to again, once or several times. */
public record ArrivalsView(List<Arrival> arrivals) implements View {
  public ArrivalsView {
    arrivals = List.copyOf(arrivals);
  }

  private Arrival last() {
    return arrivals.get(arrivals.size() - 1);
  }

  private Optional<Duration> wayHere() {
    return Medians.of(arrivals.stream().map(Arrival::wayHere));
  }

  @Override
  public void text(PrintWriter out) {
    out.println("switched to again");
    if (arrivals.size() > 1) {
      out.println("  %d times, medians".formatted(arrivals.size()));
    }
    out.println(
        "  away %d ms".formatted(Medians.of(arrivals, a -> a.jump().time().pause()).toMillis()));
    wayHere().ifPresent(way -> out.println("  way here %d ms".formatted(way.toMillis())));
    last()
        .behind()
        .ifPresent(
            behind ->
                out.println(
                    "  clock: %d ms behind the other system's".formatted(behind.toMillis())));
    last().remark().ifPresent(remark -> out.println("  clock: as it was; " + remark));
    last()
        .panicRemark()
        .ifPresent(
            remark ->
                out.println("  a panic here would not bring the other system back: " + remark));
    AfterJumpView.note(last().jump()).ifPresent(note -> out.println("  note: " + note));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeNumberField("times", arrivals.size());
    json.writeNumberField(
        "awayMillis", Medians.of(arrivals, a -> a.jump().time().pause()).toMillis());
    Json.member(json, "wayHereMillis", wayHere().map(Duration::toMillis));
    Json.member(json, "behindMillis", last().behind().map(Duration::toMillis));
    Json.member(json, "remark", last().remark());
    Json.member(json, "panicRemark", last().panicRemark());
    Json.member(json, "imageLeft", last().jump().imageLeft());
  }
}
