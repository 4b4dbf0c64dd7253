package org.kexshot.cli.render.peer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.cli.render.report.AfterJumpView;
import org.kexshot.peer.Peers.Crossing;

/** Ways to a peer and back, one or several. */
public record CrossingsView(List<Crossing> crossings) implements View {
  public CrossingsView {
    crossings = List.copyOf(crossings);
  }

  private Crossing last() {
    return crossings.get(crossings.size() - 1);
  }

  private Optional<Duration> wayBack() {
    return Medians.of(crossings.stream().map(Crossing::wayBack));
  }

  private TreeSet<String> touched() {
    TreeSet<String> touched = new TreeSet<>();
    crossings.forEach(crossing -> touched.addAll(crossing.touched()));
    return touched;
  }

  @Override
  public void text(PrintWriter out) {
    warn(out, touched());
    out.println("back from peer " + last().peer().name());
    if (crossings.size() > 1) {
      out.println("  %d times, medians".formatted(crossings.size()));
    }
    out.println(
        "  away %d ms".formatted(Medians.of(crossings, c -> c.jump().time().pause()).toMillis()));
    wayBack().ifPresent(way -> out.println("  way back %d ms".formatted(way.toMillis())));
    new AfterJumpView(last().jump()).text(out);
    PeerListView.confinement(out, last().peer());
  }

  /** The loudest of what there is to say. */
  static void warn(PrintWriter out, Collection<String> touched) {
    for (String device : touched) {
      out.println(
          "WARNING: %s is mounted here and was mounted or marked by another system: unmount it and check it (fsck) now"
              .formatted(Text.printable(device)));
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("peer", last().peer().name());
    json.writeNumberField("times", crossings.size());
    json.writeNumberField(
        "awayMillis", Medians.of(crossings, c -> c.jump().time().pause()).toMillis());
    Json.member(json, "wayBackMillis", wayBack().map(Duration::toMillis));
    json.writeArrayFieldStart("touched");
    for (String device : touched()) {
      json.writeString(device);
    }
    json.writeEndArray();
    new AfterJumpView(last().jump()).json(json);
  }
}
