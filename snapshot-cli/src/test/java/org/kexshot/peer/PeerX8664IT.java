package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.lab.GuestArchitecture;

/** With what does not depend on the architecture, and is seen once. */
class PeerX8664IT extends PeerSuite {
  PeerX8664IT() {
    super(GuestArchitecture.X86_64);
  }

  /** The kernel has place for one image, and a capture kernel keeps it. */
  @Test
  @Order(5)
  void aCaptureKernelAndResidentPeersLeaveEachOtherAlone() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    guest.fails(20, "the capture kernel is loaded", "peer switch one");
    guest.fails(20, "the capture kernel is loaded", PeerGuest.start("three", ""));
    guest.succeed("snap beside --dump-level 31 --method kernel");
    guest.succeed("capture unload");
    assertThat(guest.json("peer list").path("peers")).hasSize(2);
    for (String name : List.of("one", "two")) {
      guest.succeed("peer switch " + name);
    }
    guest.aliveWithoutAGap();
    systems.clockIsRight();
  }
}
