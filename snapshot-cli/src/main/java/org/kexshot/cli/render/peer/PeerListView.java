package org.kexshot.cli.render.peer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.address.PhysicalRange;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.peer.PeerState;

/** The peers of this system. */
public record PeerListView(List<PeerState> peers) implements View {
  public PeerListView {
    peers = List.copyOf(peers);
  }

  @Override
  public void text(PrintWriter out) {
    for (PeerState peer : peers) {
      PhysicalRange range = peer.lent().range();
      out.println(
          "%s  %d MiB at 0x%x  %s  disks: %s"
              .formatted(
                  peer.name(),
                  range.length() >> 20,
                  range.start(),
                  peer.release(),
                  peer.disks().isEmpty()
                      ? "none"
                      : Text.printable(String.join(", ", peer.disks()))));
    }
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
      json.writeArrayFieldStart("disks");
      for (String disk : peer.disks()) {
        json.writeString(disk);
      }
      json.writeEndArray();
      json.writeStringField("commandLine", peer.commandLine());
      json.writeStringField("startedAt", peer.startedAt().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
