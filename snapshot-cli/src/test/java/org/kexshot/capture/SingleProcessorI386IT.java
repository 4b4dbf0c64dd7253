package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.GuestArchitecture;

/**
 * With what the freezer names and a deadline, which does not depend on the architecture, and is
 * seen once.
 */
class SingleProcessorI386IT extends SingleProcessorSuite {
  SingleProcessorI386IT() {
    super(GuestArchitecture.I386);
  }

  /** Where memory of processes lies mostly, and where {@code /proc/kcore} does not reach. */
  @Test
  @Order(3)
  void liveHighMemoryIsUnknown() throws IOException {
    assertThat(guest.succeed("snap live --method live --dump-level 23"))
        .contains("not of one instant", "by method live")
        .containsPattern("[0-9.]+ [KM]iB that were wanted are unknown");
    JsonNode shown = guest.json("show live");
    assertThat(shown.get("live").get("unmappedFrames").asLong()).isPositive();
    assertThat(shown.get("pages").get("unreadable").asLong())
        .isGreaterThanOrEqualTo(shown.get("live").get("unmappedFrames").asLong());
    assertThat(guest.kexshot("ps live").text()).contains("kthreadd", "java");
    guest.aliveWithoutAGap();
  }

  /**
   * The agent is ended in the middle of the dump; process 1 goes back, and later starts another.
   */
  @Test
  @Order(10)
  void aDumpThatTakesTooLongEndsTheAgent() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    guest.fails(15, "--deadline", "snap late --dump-level 0 --deadline 0");
    guest.aliveWithoutAGap();
    guest.succeed("snap again --dump-level 31");
  }

  /** Nothing happened, so that nothing is to be mended either, and the next one is as always. */
  @Test
  @Order(14)
  void aDriverThatIsNotFrozenIsNamed() throws IOException {
    guest.plant("stubborn.ko");
    guest.run("insmod /tmp/stubborn.ko");
    guest.fails(14, "device stubborn (driver stubborn) would not freeze", "snap refused");
    guest.aliveWithoutAGap();
    guest.succeed("capture unload");
    guest.fails(14, "stubborn: PM: failed to freeze: error -16", "snap refused --method memory");
    guest.aliveWithoutAGap();
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    guest.run("rmmod stubborn");
    guest.succeed("snap willing --method memory --dump-level 31");
    assertThat(guest.succeed("list")).contains("willing").doesNotContain("refused");
  }

  /** It writes to a file system that is frozen itself, which the freezer cannot wake it from. */
  @Test
  @Order(15)
  void aProcessThatIsNotFrozenIsNamed() throws IOException {
    guest.run(
        """
        mke2fs %s >/dev/null
        mkdir -p /tmp/frozen
        mount %s /tmp/frozen
        echo 2000 >/sys/power/pm_freeze_timeout
        fsfreeze --freeze /tmp/frozen
        cp /etc/passwd /tmp/frozen >/dev/null 2>&1 &
        """
            .formatted(SMALL_DEVICE, SMALL_DEVICE));
    guest.fails(14, "task cp (pid ", "snap stuck --method memory");
    guest.aliveWithoutAGap();
    guest.run("fsfreeze --unfreeze /tmp/frozen && umount /tmp/frozen");
    guest.succeed("snap unstuck --method memory --dump-level 31");
  }
}
