package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;

/**
 * Two systems that take turns, each with a disk of its own on which it counts. The peer's system
 * lies on disks that hold the same as A's and are not A's.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PeerSuite {
  /** How often the longest test switches: more for a benchmark ({@code uses-switch.sh}). */
  private static final int SWITCHES = Integer.getInteger("peer.switches", 5);

  /** Switches of one call of either system's command. */
  private static final int ROUND = Math.min(SWITCHES, 100);

  private final GuestArchitecture architecture;
  PeerGuest systems;
  CaptureGuest guest;

  PeerSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  @BeforeAll
  void boot() throws IOException {
    systems = PeerGuest.boot(architecture, 2, ROUND);
    guest = systems.guest();
    guest.serveCommands();
  }

  @AfterAll
  void shutDown() throws IOException {
    if (systems != null) {
      systems.close();
    }
  }

  @Test
  @Order(1)
  void whatWouldDoHarmIsRefused() throws IOException {
    guest.fails(26, "is mounted at /", PeerGuest.start("one", "--disk /dev/vda"));
    guest.fails(26, "not a block device", PeerGuest.start("one", "--disk /etc/passwd"));
    guest.fails(26, "lower-case", "peer start A --kernel /tmp/initrd --initrd /tmp/initrd");
    guest.fails(26, "no peer a", "peer switch a");
    guest.fails(26, "no peer", "peer back");
    guest.fails(26, "give more --memory", PeerGuest.start("one", "--memory 8"));
    guest.nothingIsLent();
  }

  @Test
  @Order(2)
  void bootsAndComesBack() throws IOException {
    guest.run("(" + PeerGuest.COUNTER.formatted(PeerGuest.OWN) + ") >/dev/null 2>&1 &");
    JsonNode first = guest.json(PeerGuest.start("one", "--disk " + PeerGuest.THEIRS));
    assertThat(first.path("touched")).isEmpty();
    guest.aliveWithoutAGap();
    systems.clockIsRight();
    assertThat(guest.succeed("peer list")).contains("one  256 MiB at 0x", PeerGuest.THEIRS);
    assertThat(guest.json("peer list").path("peers").get(0).path("withinReach")).isEmpty();
    assertThat(guest.guest().console().replace("\r", ""))
        .contains("peer one sees one-root one-tools theirs and lo\n");
  }

  @Test
  @Order(3)
  void goesAndComes() throws IOException {
    for (int done = 0; done < SWITCHES; done += ROUND) {
      JsonNode times = guest.json("peer switch one --repeat " + ROUND);
      assertThat(times.path("times").asInt()).isEqualTo(ROUND);
      assertThat(times.path("touched")).isEmpty();
      assertThat(times.path("wayBackMillis").asLong()).isPositive();
      System.out.printf(
          "peer %s: %d switches, away %s ms, way back %s ms%n",
          architecture, done + ROUND, times.path("awayMillis"), times.path("wayBackMillis"));
      systems.clockIsRight();
    }
    guest.aliveWithoutAGap();
    systems.noWriteIsLost(PeerGuest.OWN);
    systems.noWriteIsLost(PeerGuest.THEIRS);
    assertThat(guest.run("cat /tmp/counting 2>/dev/null || true")).isEmpty();
  }

  @Test
  @Order(4)
  void severalTakeTurns() throws IOException {
    guest.fails(26, "is the peer one's", PeerGuest.start("two", "--disk " + PeerGuest.THEIRS));
    guest.succeed(PeerGuest.start("two", "--memory 192"));
    for (String name : List.of("one", "two", "one", "two")) {
      guest.succeed("peer switch " + name);
    }
    assertThat(guest.json("peer list").path("peers")).hasSize(2);
    guest.fails(26, "there is a peer two already", PeerGuest.start("two", ""));
    guest.succeed("snap between --dump-level 31 --method memory");
    guest.succeed("peer switch one");
    guest.aliveWithoutAGap();
    systems.clockIsRight();
  }

  /** What a peer would do that mounts it is done to the disk's file. */
  @Test
  @Order(6)
  void aForeignMountIsSeenWheneverItWas() throws IOException {
    guest.run(
        "mke2fs -F %s >/dev/null 2>&1; mount -t ext2 %s /mnt; sync"
            .formatted(CaptureGuest.DEVICE, CaptureGuest.DEVICE));
    guest.succeed("peer list");
    try (RandomAccessFile disk = new RandomAccessFile(guest.disk().toFile(), "rw")) {
      disk.seek(1024 + 0x34);
      disk.write(77);
    }
    ExecResult list = guest.kexshot("peer list");
    assertThat(list.exitCode()).isEqualTo(26);
    assertThat(list.text()).contains("was mounted or marked by another system");
    guest.run("umount /mnt");
    guest.succeed("peer list");
  }

  @Test
  @Order(7)
  void aPeerWhoseDiskIsInUseHereIsNotGoneTo() throws IOException {
    guest.run("mount -o ro -t ext4 /dev/disk/by-id/virtio-two-root /mnt");
    guest.fails(26, "is mounted at /mnt", "peer switch two");
    guest.run("umount /mnt");
    guest.succeed("peer switch two");
  }

  @Test
  @Order(8)
  void aPeerThatPanicsBringsThisSystemBack() throws IOException {
    systems.panicLater();
    guest.fails(26, "the peer one panicked", "peer switch one --repeat " + (ROUND + 1));
    guest.fails(26, "the peer one panicked", "peer switch one");
    assertThat(guest.guest().console()).contains("Attempted to kill init");
    guest.aliveWithoutAGap();
    systems.noWriteIsLost(PeerGuest.OWN);
    systems.clockIsRight();
  }

  @Test
  @Order(9)
  void stops() throws IOException {
    guest.succeed("peer stop one");
    guest.succeed("peer switch two");
    guest.succeed("peer stop two");
    assertThat(guest.succeed("peer list")).isEmpty();
    guest.nothingIsLent();
    guest.aliveWithoutAGap();
    assertThat(guest.run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
    assertThat(guest.guest().report()).doesNotContain("exit code 26", "exit code 1,");
  }
}
