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
 * A snapshot that was taken and is not stored yet: signals and a disk that is full. A is alive
 * after each, no secrets are left, and no snapshot that was taken is lost. None of it depends on
 * the architecture; {@link DisturbedCaptureI386IT} has what comes before.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnstoredSnapshotX8664IT {
  private CaptureGuest guest;

  @BeforeAll
  void boot() throws IOException {
    guest =
        CaptureGuest.boot(
            GuestArchitecture.X86_64, "unstored", settings -> settings.withProcessors(1));
    guest.startCounter();
    guest.serveCommands();
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  /** What a signal leaves: a dump with all of the machine's secrets on the device. */
  @Test
  @Order(1)
  void aSnapshotThatIsEndedWhileItIsStoredLeavesNothing() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    // A repository is made through its temporary files, too, and that is before the jump.
    guest.succeed("snap first --dump-level 31");
    endWhileStoring("TERM");
    guest.holdsNothing(CaptureGuest.DEVICE);
    endWhileStoring("KILL");
    ExecResult next = guest.kexshot("snap next-one --dump-level 31");
    assertThat(next.exitCode()).as(next.errorText()).isZero();
    assertThat(next.errorText()).contains("killed before it was stored: it was erased");
    guest.holdsNothing(CaptureGuest.DEVICE);
    assertThat(guest.succeed("list")).contains("next-one").doesNotContain("broken-off");
    assertThat(guest.succeed("verify --read-data")).contains("no damage");
  }

  private void endWhileStoring(String signal) throws IOException {
    guest.run(
        """
        rm -f /var/lib/kexshot/temporary/*
        /opt/kexshot/bin/kexshot snap broken-off --dump-level 23 >/dev/null 2>&1 &
        until ls /var/lib/kexshot/temporary | grep -q .; do usleep 10000; done
        kill -%s $(cat /run/kexshot/lock)
        wait
        """
            .formatted(signal));
  }

  /** The repository's disk fills up while the snapshot is stored. */
  @Test
  @Order(2)
  void aSnapshotThatCannotBeStoredIsKept() throws IOException {
    guest.run("mkdir -p /tmp/small/disk && mount -t tmpfs -o size=40m tmpfs /tmp/small/disk");
    String small = " --repository /tmp/small/disk/snapshots";
    guest.succeed("snap base --dump-level 31" + small);
    fillButThreeMebibytes();
    guest.fails(23, "`kexshot capture store --device", "snap kept --dump-level 23" + small);
    guest.aliveWithoutAGap();
    String jumps = guest.jumps();
    guest.fails(23, "holds the snapshot \"kept\"", "snap another --dump-level 31");
    guest.fails(23, "holds the snapshot", "capture load --device " + CaptureGuest.DEVICE);
    guest.run("head -c 2800k /dev/zero >>/tmp/small/disk/filler");
    guest.fails(7, "make room", "snap none --method kernel --dump-level 0" + small);
    assertThat(guest.jumps()).as("jumps").isEqualTo(jumps);
    assertThat(guest.json("capture store").get("label").asText()).isEqualTo("kept");
    assertThat(guest.succeed("ps kept")).contains("init");
    guest.holdsNothing(CaptureGuest.DEVICE);
    guest.succeed("capture unload");

    guest.run("rm /tmp/small/disk/filler");
    fillButThreeMebibytes();
    ExecResult inMemory = guest.kexshot("snap kept-too --method memory --dump-level 23" + small);
    assertThat(inMemory.exitCode()).as(inMemory.errorText()).isEqualTo(23);
    String file = inMemory.errorText().replaceAll("(?s).* (/\\S+\\.kdump)` .*", "$1");
    assertThat(guest.run("stat -c %a " + file)).isEqualTo("600\n");
    // Elsewhere, for an import indexes all that is there.
    String other = " --repository /srv/other";
    guest.succeed("import --label kept-too " + file + other);
    assertThat(guest.succeed("ps kept-too" + other)).contains("init");
    // Lazily, for Java maps files until it collects its garbage.
    guest.run("umount -l /tmp/small/disk; rm -r /tmp/small");
    guest.aliveWithoutAGap();
  }

  private void fillButThreeMebibytes() throws IOException {
    guest.run(
        """
        available=$(df -k /tmp/small/disk | awk 'END {print $4}')
        head -c $((available - 3072))k /dev/zero >/tmp/small/disk/filler
        """);
  }
}
