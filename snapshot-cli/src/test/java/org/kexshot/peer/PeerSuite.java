package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.kexshot.lab.Lab;

/**
 * Two systems that take turns, each with a disk of its own on which it counts. The peer's system
 * lies on disks that hold the same as A's and are not A's.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PeerSuite {
  private static final String OWN = "/dev/disk/by-id/virtio-own";
  private static final String THEIRS = "/dev/disk/by-id/virtio-theirs";

  /** How often the longest test switches: more for a benchmark ({@code uses-switch.sh}). */
  private static final int SWITCHES = Integer.getInteger("peer.switches", 5);

  /** Switches of one call of either system's command. */
  private static final int ROUND = Math.min(SWITCHES, 100);

  /** Counts on the disk whose name it is given, each number in a block of its own. */
  private static final String COUNTER =
      "n=0; while :; do n=$((n+1)); echo $n | dd of=%s bs=512 seek=$n conv=sync,notrunc,fsync"
          + " 2>/dev/null || echo failed $n >>/tmp/counting; usleep 20000; done";

  /** The peer's process 1, until its system is mounted. */
  private static final String INIT =
      """
      #!/bin/busybox sh
      b=/bin/busybox
      $b mount -t devtmpfs dev /dev
      $b mount -t proc proc /proc
      $b mount -t sysfs sys /sys
      for module in /modules/*; do [ ! -f $module ] || $b insmod $module; done
      until [ "$root" ] && [ "$toolkit" ]; do
        for d in /sys/block/vd*; do
          [ -e $d ] || continue
          case $($b cat $d/serial) in
            $KEXSHOT_PEER-root) root=/dev/${d##*/};;
            $KEXSHOT_PEER-tools) toolkit=/dev/${d##*/};;
            theirs) theirs=/dev/${d##*/};;
          esac
        done
        $b usleep 500000
      done
      echo "peer $KEXSHOT_PEER sees" $(for d in /sys/block/vd*; do $b cat $d/serial; echo; done) and $($b ls /sys/class/net) >/dev/console
      $b mount -o ro -t ext4 $root /system
      $b mount -o ro $toolkit /system/opt/kexshot
      for at in dev proc sys; do $b mount --move /$at /system/$at; done
      $b mount -t tmpfs tmp /system/run
      $b mount -t tmpfs tmp /system/tmp
      echo "$theirs" >/system/tmp/theirs
      exec $b chroot /system /bin/sh -c '
        export PATH=/bin:/sbin:/usr/bin:/usr/sbin HOME=/tmp
        [ "$KEXSHOT_PEER" != one ] || { COUNTER; } &
        round=0
        while :; do
          round=$((round+1))
          /opt/kexshot/bin/kexshot peer back --repeat ROUND >/tmp/back 2>&1
          echo "peer $KEXSHOT_PEER: exit code $?, $(date +%s.%N), $(cat /tmp/back)" >/dev/console
          dmesg | grep -E "WARNING:|BUG:|Oops|Call Trace" >/dev/console
        done'
      """;

  private final GuestArchitecture architecture;
  private CaptureGuest guest;

  PeerSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  @BeforeAll
  void boot() throws IOException {
    Lab lab = Lab.build(Lab.findProject(), architecture);
    Path directory = CaptureGuest.directory(architecture, "peer");
    Path own = directory.resolve("own.img");
    Path theirs = directory.resolve("theirs.img");
    Lab.createDisk(own, 16L << 20);
    Lab.createDisk(theirs, 16L << 20);
    List<String> options = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      options.addAll(disk(name + "-root", lab.rootImage(), "readonly=on"));
      options.addAll(disk(name + "-tools", lab.toolkitImage(), "readonly=on"));
    }
    options.addAll(disk("own", own, "cache=writeback"));
    options.addAll(disk("theirs", theirs, "cache=writeback"));
    lab.initialFileSystem().ifPresent(file -> options.addAll(disk("drivers", file, "readonly=on")));
    guest =
        CaptureGuest.boot(
            architecture,
            "peer",
            settings -> settings.withQemuOptions(options.toArray(String[]::new)));
    guest.startCounter();
    guest.run("cat /dev/disk/by-id/virtio-drivers >/tmp/initrd 2>/dev/null || true");
    guest.run(
        "mkdir -p /tmp/i/bin /tmp/i/dev /tmp/i/proc /tmp/i/sys /tmp/i/system; cp /bin/busybox /tmp/i/bin; ln -s busybox /tmp/i/bin/sh");
    guest
        .guest()
        .shell()
        .upload(
            INIT.replace("COUNTER", COUNTER.formatted("$(cat /tmp/theirs)"))
                .replace("ROUND", Integer.toString(ROUND))
                .getBytes(StandardCharsets.US_ASCII),
            "/tmp/i/init");
    guest.run(
        "cd /tmp/i && chmod 755 init && find . | cpio -o -H newc 2>/dev/null | gzip >>/tmp/initrd");
  }

  private static List<String> disk(String name, Path file, String option) {
    return List.of(
        "-drive",
        "if=none,format=raw,id=%s,%s,file=%s".formatted(name, option, file.toAbsolutePath()),
        "-device",
        "virtio-blk-pci,drive=%s,serial=%s".formatted(name, name));
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  private static String start(String name, String options) {
    return ("peer start %s --kernel $(ls /boot/vmlinuz-*) --initrd /tmp/initrd"
            + " --disk /dev/disk/by-id/virtio-%s-root --disk /dev/disk/by-id/virtio-%s-tools ")
        .formatted(name, name, name)
        .concat(options);
  }

  @Test
  @Order(1)
  void whatWouldDoHarmIsRefused() throws IOException {
    guest.fails(26, "is mounted at /", start("one", "--disk /dev/vda"));
    guest.fails(26, "not a block device", start("one", "--disk /etc/passwd"));
    guest.fails(26, "lower-case", "peer start A --kernel /tmp/initrd --initrd /tmp/initrd");
    guest.fails(26, "no peer a", "peer switch a");
    guest.fails(26, "no peer", "peer back");
    guest.fails(26, "give more --memory", start("one", "--memory 8"));
    guest.nothingIsLent();
  }

  @Test
  @Order(2)
  void bootsAndComesBack() throws IOException {
    guest.run("(" + COUNTER.formatted(OWN) + ") >/dev/null 2>&1 &");
    JsonNode first = guest.json(start("one", "--disk " + THEIRS));
    assertThat(first.path("touched")).isEmpty();
    guest.aliveWithoutAGap();
    clockIsRight();
    assertThat(guest.succeed("peer list")).contains("one  256 MiB at 0x", THEIRS);
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
      clockIsRight();
    }
    guest.aliveWithoutAGap();
    noWriteIsLost(OWN);
    noWriteIsLost(THEIRS);
    assertThat(guest.run("cat /tmp/counting 2>/dev/null || true")).isEmpty();
  }

  @Test
  @Order(4)
  void severalTakeTurns() throws IOException {
    guest.fails(26, "is the peer one's", start("two", "--disk " + THEIRS));
    guest.succeed(start("two", ""));
    for (String name : List.of("one", "two", "one", "two")) {
      guest.succeed("peer switch " + name);
    }
    assertThat(guest.json("peer list").path("peers")).hasSize(2);
    guest.fails(26, "there is a peer two already", start("two", ""));
    guest.succeed("snap between --dump-level 31 --method memory");
    guest.succeed("peer switch one");
    guest.aliveWithoutAGap();
    clockIsRight();
  }

  /** What a peer would do that mounts it is done to the disk's file. */
  @Test
  @Order(5)
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
  @Order(6)
  void aPeerWhoseDiskIsInUseHereIsNotGoneTo() throws IOException {
    guest.run("mount -o ro -t ext4 /dev/disk/by-id/virtio-two-root /mnt");
    guest.fails(26, "is mounted at /mnt", "peer switch two");
    guest.run("umount /mnt");
    guest.succeed("peer switch two");
  }

  @Test
  @Order(7)
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

  /** The guest's clock is this machine's, within what asking takes. */
  private void clockIsRight() throws IOException {
    Instant before = Instant.now();
    String[] shown = guest.run("date +%s.%N").strip().split("\\.");
    Instant after = Instant.now();
    Instant there = Instant.ofEpochSecond(Long.parseLong(shown[0]));
    assertThat(Duration.between(before.minusMillis(1500), there)).isPositive();
    assertThat(Duration.between(there, after.plusMillis(1500))).isPositive();
  }

  /** Each block from the second on holds its own number, up to the last. */
  private void noWriteIsLost(String device) throws IOException {
    List<String> numbers =
        guest
            .run(
                "dd if=%s bs=1M iflag=direct 2>/dev/null | tr -d '\\000' | sed '/^$/d'"
                    .formatted(device))
            .lines()
            .toList();
    assertThat(numbers.size()).as(device).isGreaterThan(20);
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).as(device).isEqualTo(Integer.toString(i + 1));
    }
  }
}
