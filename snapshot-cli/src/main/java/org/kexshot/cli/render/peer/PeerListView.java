package org.kexshot.cli.render.peer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.address.PhysicalRange;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.peer.PeerState;

/**
 * The peers of this system.
 *
 * @param touched devices that are mounted here and that another system mounted or marked
 */
public record PeerListView(List<PeerState> peers, List<String> touched) implements View {
  public PeerListView {
    peers = List.copyOf(peers);
    touched = List.copyOf(touched);
  }

  @Override
  public void text(PrintWriter out) {
    CrossingsView.warn(out, touched);
    for (PeerState peer : peers) {
      PhysicalRange range = peer.lent().range();
      out.println(
          "%s  %d MiB at 0x%x  %s  disks: %s  networks: %s"
              .formatted(
                  peer.name(),
                  range.length() >> 20,
                  range.start(),
                  peer.release(),
                  words(peer.disks()),
                  words(peer.networks())));
      confinement(out, peer);
    }
  }

  /** What keeps a peer from what is not its own. */
  static void confinement(PrintWriter out, PeerState peer) {
    out.println("  kept from PCI devices: " + words(peer.keptAway()));
    for (String what : peer.withinReach()) {
      out.println("  WITHIN ITS REACH: " + Text.printable(what));
    }
  }

  private static String words(List<String> words) {
    return words.isEmpty() ? "none" : Text.printable(String.join(", ", words));
  }

  private static void list(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("peers");
    for (PeerState peer : peers) {
      json.writeStartObject();
      json.writeStringField("name", peer.name());
      json.writeStringField("kernel", peer.kernel());
      json.writeStringField("release", peer.release());
      json.writeStringField("address", "0x" + Long.toHexString(peer.lent().range().start()));
      json.writeNumberField("bytes", peer.lent().range().length());
      list(json, "disks", peer.disks());
      list(json, "networks", peer.networks());
      list(json, "keptAway", peer.keptAway());
      list(json, "withinReach", peer.withinReach());
      json.writeStringField("commandLine", peer.commandLine());
      json.writeStringField("startedAt", peer.startedAt().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
    list(json, "touched", touched);
  }
}
