package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.lab.GuestArchitecture;

/** As in {@link PeerSuite}, on a machine with one processor. */
abstract class SingleProcessorPeerSuite {
  private static final int SWITCHES = 3;

  private final GuestArchitecture architecture;

  SingleProcessorPeerSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  @Test
  void twoSystemsTakeTurns() throws IOException {
    try (PeerGuest systems = PeerGuest.boot(architecture, 1, SWITCHES)) {
      CaptureGuest guest = systems.guest();
      guest.serveCommands();
      guest.run("(" + PeerGuest.COUNTER.formatted(PeerGuest.OWN) + ") >/dev/null 2>&1 &");
      guest.succeed(PeerGuest.start("one", "--disk " + PeerGuest.THEIRS));
      JsonNode times = guest.json("peer switch one --repeat " + SWITCHES);
      assertThat(times.path("times").asInt()).isEqualTo(SWITCHES);
      assertThat(times.path("touched")).isEmpty();
      systems.clockIsRight();
      systems.noWriteIsLost(PeerGuest.OWN);
      systems.noWriteIsLost(PeerGuest.THEIRS);
      guest.aliveWithoutAGap();
      guest.succeed("peer stop one");
      guest.nothingIsLent();
      assertThat(guest.run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
    }
  }
}
