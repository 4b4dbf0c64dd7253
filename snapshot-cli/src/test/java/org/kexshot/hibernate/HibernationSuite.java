package org.kexshot.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.capture.channel.HibernationMark;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestClock;
import org.kexshot.linux.RawDevice;

/**
 * A system that hibernates under load, is not resumed where its image, its machine or its disks are
 * not what they were, and goes on where it was where they are; twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class HibernationSuite {
  private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(200);

  /** What the hibernation disk is called before anything names disks by their serial numbers. */
  private static final String DISK = "/dev/vdc";

  /** Attempts to resume an image of which a byte is not what it was. */
  private static final String ATTEMPTS =
      """
      flip() {
          byte=$(dd if=DISK bs=1 skip=$1 count=1 2>/dev/null | od -An -tu1)
          printf "\\\\$(printf %03o $((255 - byte)))" | dd of=DISK bs=1 seek=$1 conv=notrunc,fsync 2>/dev/null
      }
      for directory in dev proc sys; do mount -o bind /$directory /kexshot/$directory; done
      for place in PAGES HIBERNATION MACHINE ANSWER; do
          case $place in
              PAGES) at=1060921 ;;
              HIBERNATION) at=20510 ;;
              MACHINE) at=65800 ;;
              ANSWER) at=8250 ;;
          esac
          flip $at
          echo "attempt $place"
          chroot /kexshot /jre/bin/java @/resume.arguments DISK 2>&1
          echo "attempt ended with $?"
          flip $at
      done
      for directory in dev proc sys; do umount /kexshot/$directory; done
      """
          .replace("DISK", DISK);

  private static final String STALE =
      """
      mount -t ext4 /dev/vda /mnt && echo later >/mnt/var/log/later && umount /mnt
      """;

  /** Of an image on the device. */
  private static final String FIRST_WORDS =
      "dd if=%s bs=1M skip=1 count=16 iflag=direct 2>/dev/null | strings -n 8 | head -n 3"
          .formatted(CaptureGuest.DEVICE);

  private final GuestArchitecture architecture;
  private HibernationGuest machine;
  private Neighbor neighbor;
  private Path resuming;

  HibernationSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  @BeforeAll
  void boot() throws IOException {
    neighbor = Neighbor.cabled();
    machine =
        HibernationGuest.boot(
            architecture,
            "hibernation",
            settings -> settings.withQemuOptions(neighbor.options().toArray(String[]::new)));
    resuming = machine.resumingSystem("resuming", "");
  }

  @AfterAll
  void shutDown() throws IOException {
    try {
      if (machine != null) {
        machine.close();
      }
    } finally {
      if (neighbor != null) {
        neighbor.close();
      }
    }
  }

  @Test
  @Order(1)
  void aSystemThatCannotBeSavedGoesOn() throws IOException {
    ExecResult late =
        machine
            .guest()
            .shell()
            .exec(
                "/opt/kexshot/bin/kexshot hibernate --deadline 1 --device " + CaptureGuest.DEVICE,
                Duration.ofMinutes(3));
    CaptureGuest.ended(late, 15, "the dump took longer than the 1 s that it was given");
    assertThat(machine.run("cat /sys/kernel/kexec_loaded /proc/sys/vm/nr_hugepages"))
        .isEqualTo("0\n0\n");
    assertThat(machine.run(FIRST_WORDS)).isEmpty();
  }

  @Test
  @Order(2)
  void aSystemHibernatesUnderLoad() throws IOException {
    machine.run("mkdir -p /mnt/kept && mount -t tmpfs -o size=80m kept /mnt/kept");
    machine.run(
        "dd if=/dev/urandom of=/mnt/kept/random bs=1M count=48 2>/dev/null;"
            + " sha256sum /mnt/kept/random >/mnt/kept/sum");
    machine.run(counter("/tmp/counter", 100_000));
    machine.run(counter("/var/log/written", 20_000));
    machine.run("(while :; do sha256sum /bin/busybox >/dev/null; done) >/dev/null 2>&1 &");
    machine.run("ifconfig lo 127.0.0.1 up");
    machine.run("(sleep 100000 | nc -l -p 7000 >/tmp/received) >/dev/null 2>&1 & sleep 2");
    machine.run(
        "(i=0; while :; do echo $i; i=$((i+1)); usleep 100000; done | nc 127.0.0.1 7000)"
            + " >/dev/null 2>&1 &");
    machine.run("(sleep 20; date +%s >/tmp/slept) >/dev/null 2>&1 &");
    machine.hibernate("");
    assertThat(mark().state()).isEqualTo(HibernationMark.State.COMPLETE);
  }

  private static String counter(String file, int microseconds) {
    return "(i=0; while :; do echo $i; i=$((i+1)); usleep %d; done) >%s 2>&1 &"
        .formatted(microseconds, file);
  }

  @Test
  @Order(3)
  void anImageThatWasUsedIsRefused() throws IOException {
    HibernationMark mark = mark();
    write(mark.as(HibernationMark.State.USED));
    try {
      assertThat(machine.refuse(resuming, settings -> settings)).contains("was resumed already");
    } finally {
      write(mark);
    }
  }

  @Test
  @Order(4)
  void anotherMachineAndStaleFileSystemsAreRefused() throws IOException {
    Path copy = machine.root().resolveSibling("stale.img");
    Files.deleteIfExists(copy);
    HibernationGuest.copy(machine.root(), copy);
    String console =
        machine.refuse(
            machine.resumingSystem("stale", STALE),
            settings -> settings.withRootDisk(copy).withMemoryMiB(960).withProcessors(1));
    assertThat(console)
        .contains("it has RAM at", "it has 2 processors, here are 1")
        .containsPattern("/: its file system was mounted or written since: mounted \\w+, mounts");
    Files.delete(copy);
  }

  @Test
  @Order(5)
  void damagedImagesAreRefusedAndAWholeOneGoesOnWhereItWas() throws IOException {
    machine.resume(machine.resumingSystem("attempts", ATTEMPTS));
    assertThat(machine.guest().console())
        .containsSubsequence(
            "attempt PAGES",
            "the hibernation image is damaged: its checksum is",
            "attempt ended with 1",
            "attempt HIBERNATION",
            "attempt ended with",
            "attempt MACHINE",
            "the description of its hibernated system is damaged",
            "attempt ended with 1",
            "attempt ANSWER",
            "its hibernation image has no checksum",
            "attempt ended with 1",
            "kexshot: resuming ");
    machine.isBack();
    hasTheRightTime();
    assertThat(machine.run("cd /mnt/kept && sha256sum -c sum")).contains("/mnt/kept/random: OK");
    isWithoutAGap("/tmp/counter");
    isWithoutAGap("/var/log/written");
    isWithoutAGap("/tmp/received");
    assertThat(machine.run("sleep 20; test -s /tmp/slept && echo woken")).isEqualTo("woken\n");
  }

  @Test
  @Order(6)
  void aResumedSystemHibernatesAgain() throws IOException {
    neighbor.boot(machine.lab(), machine.disk().resolveSibling("neighbor"));
    machine.run(Neighbor.conversation("/tmp/answers"));
    machine.run("until [ $(cat /tmp/answers | wc -l) -gt 5 ]; do sleep 1; done");
    machine.hibernate("--drop-cache --exchange");
    int heard = neighbor.heard().size();
    machine.resume(
        resuming,
        mark().returnAddress(),
        guest ->
            assertThat(ResumedMemory.compare(guest, machine.disk()))
                .as("pages that are as they were when the system was stopped")
                .isGreaterThan(20_000));
    machine.isBack();
    isWithoutAGap("/tmp/counter");
    isWithoutAGap("/var/log/written");
    isWithoutAGap("/tmp/received");
    assertThat(machine.run("cd /mnt/kept && sha256sum -c sum")).contains("/mnt/kept/random: OK");
    // On the same connection: nobody makes another.
    machine.run(
        "until [ $(cat /tmp/answers | wc -l) -gt %d ]; do sleep 1; done".formatted(heard + 10));
    isWithoutAGap("/tmp/answers");
    isWithoutAGap("what another machine heard", neighbor.heard());
  }

  @Test
  @Order(7)
  void nothingIsLeftToResume() throws IOException {
    ExecResult again =
        machine
            .guest()
            .shell()
            .exec(
                "/opt/kexshot/bin/kexshot resume --device " + CaptureGuest.DEVICE,
                Duration.ofMinutes(2));
    assertThat(again.errorText()).contains("it holds no hibernated system");
    assertThat(again.exitCode()).isEqualTo(25);
    assertThat(machine.run(FIRST_WORDS)).isEmpty();
  }

  /** Not to be asked of a machine that the debugger stopped: its clocks stood still, too. */
  private void hasTheRightTime() throws IOException {
    assertThat(GuestClock.ahead(machine.guest()))
        .isBetween(Duration.ofSeconds(-1).minus(CLOCK_TOLERANCE), CLOCK_TOLERANCE);
  }

  private void isWithoutAGap(String file) throws IOException {
    isWithoutAGap(file, machine.run("sleep 1; cat " + file).lines().toList());
  }

  private static void isWithoutAGap(String what, List<String> lines) {
    assertThat(lines).as(what).hasSizeGreaterThan(5);
    for (int i = 0; i < lines.size() - 1; i++) {
      assertThat(lines.get(i)).as(what).isEqualTo(Integer.toString(i));
    }
  }

  private HibernationMark mark() throws IOException {
    try (RawDevice disk = RawDevice.openForReading(machine.disk().toString())) {
      return HibernationMark.readFrom(disk).orElseThrow();
    }
  }

  private void write(HibernationMark mark) throws IOException {
    try (RawDevice disk = RawDevice.openForWriting(machine.disk().toString())) {
      mark.writeTo(disk);
    }
  }
}
