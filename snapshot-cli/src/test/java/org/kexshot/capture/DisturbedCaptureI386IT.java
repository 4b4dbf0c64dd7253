package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;

/**
 * What disturbs a capture from outside: another program's image, another kexshot, a signal before
 * the jump. A is alive after each, and nothing is left. None of it depends on the architecture, and
 * {@link UnstoredSnapshotX8664IT} goes on on the other one.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisturbedCaptureI386IT {
  private CaptureGuest guest;

  @BeforeAll
  void boot() throws IOException {
    guest =
        CaptureGuest.boot(
            GuestArchitecture.I386, "disturbed", settings -> settings.withProcessors(1));
    guest.startCounter();
    guest.serveCommands();
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  /** Another program's image is none to enter, to replace or to unload, whoever loaded it when. */
  @Test
  @Order(1)
  void anotherProgramsImageIsLeftAlone() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    guest.run("kexec -l /boot/vmlinuz-* --reuse-cmdline");
    String jumps = guest.jumps();
    guest.fails(20, "neither entered nor replaced", "snap foreign --method kernel");
    guest.fails(20, "a kexec image is loaded already", "snap foreign");
    guest.fails(20, "neither entered nor replaced", "capture load --device " + CaptureGuest.DEVICE);
    guest.fails(20, "neither entered nor replaced", "capture unload");
    assertThat(guest.kexshot("check").text()).contains("NO  kexec image");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("1\n");
    assertThat(guest.jumps()).isEqualTo(jumps);
    guest.nothingIsLent();
    guest.run("kexec -u");
    guest.succeed("snap own --method memory --dump-level 31");
    guest.aliveWithoutAGap();
  }

  /** Its program must not stay where the next one who jumps would enter it. */
  @Test
  @Order(2)
  void aSnapshotInMemoryThatIsKilledIsClearedAway() throws IOException {
    guest.run(
        """
        /opt/kexshot/bin/kexshot snap killed --method memory --dump-level 31 >/dev/null 2>&1 &
        until { read loaded </sys/kernel/kexec_loaded; [ $loaded = 1 ]; }; do :; done
        kill -KILL $(cat /run/kexshot/lock)
        wait
        """);
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("1\n");
    assertThat(guest.kexshot("capture status").text()).contains("or was killed");
    ExecResult next = guest.kexshot("snap next --method memory --dump-level 31");
    assertThat(next.exitCode()).as(next.errorText()).isZero();
    assertThat(next.errorText()).contains("its image was unloaded");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    guest.aliveWithoutAGap();
  }

  /** Two at once would write to one device, or enter each other's image. */
  @Test
  @Order(3)
  void oneSnapshotIsTakenAtATime() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    guest.run("/opt/kexshot/bin/kexshot snap first --dump-level 31 >/tmp/first 2>&1 &");
    guest.run("until grep -q 'method kernel' /tmp/first; do usleep 10000; done");
    guest.fails(22, "wait until it is done, or give --wait", "snap second --method memory");
    guest.fails(22, "/run/kexshot/lock: held by process", "capture unload");
    guest.succeed("snap second --wait --dump-level 31");
    assertThat(guest.succeed("list")).contains("first", "second");
    assertThat(guest.succeed("verify --read-data")).contains("no damage");
    guest.aliveWithoutAGap();
  }
}
