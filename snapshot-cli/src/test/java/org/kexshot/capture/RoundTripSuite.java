package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.kexshot.lab.ClockWatch;
import org.kexshot.lab.ClockWatch.Clock;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestSettings;

/**
 * The live round trip on two processors with KASLR, in one boot of A: snapshot, test, snapshot,
 * more snapshots; and what ran in A all the while goes on as if nothing had happened. The first
 * ones are taken by processes of their own, as a user's are, the others by one. File cache is
 * excluded, which an emulated processor takes minutes to hash and pack.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RoundTripSuite {
  private final GuestArchitecture architecture;
  private ClockWatch clocks;
  CaptureGuest guest;

  RoundTripSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  /** Changes what the guest is to be like. */
  GuestSettings settings(GuestSettings settings) {
    return settings;
  }

  @BeforeAll
  void boot() throws IOException {
    clocks = new ClockWatch();
    guest =
        CaptureGuest.boot(architecture, "round-trip", settings -> clocks.port(settings(settings)));
    clocks.listen();
    guest.plant("clocks");
    guest.run("chmod +x /tmp/clocks && /tmp/clocks >/tmp/clocks.log 2>&1 &");
    guest.run(
        """
        mkdir -p /srv && cd /srv
        head -c 20000000 /dev/urandom >file && md5sum file >file.md5
        (i=0; while :; do echo $i; i=$((i+1)); usleep 100000; done) >/tmp/counter 2>&1 &
        mkfifo /tmp/to-peer
        sleep 100000 | nc -l -p 7001 >/tmp/received &
        sleep 1
        nc 127.0.0.1 7001 </tmp/to-peer >/dev/null &
        sleep 100000 >/tmp/to-peer &
        echo before >/tmp/to-peer
        (sleep 30; date +%s >/tmp/timer) &
        date +%s >/tmp/timer-start
        """);
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
    clocks.close();
  }

  @Test
  @Order(1)
  void checkFindsEverythingThere() throws IOException {
    String text = guest.succeed("check --device " + CaptureGuest.DEVICE);
    assertThat(text)
        .contains("ok  root", "ok  CONFIG_KEXEC_JUMP", "ok  snapshot device")
        .doesNotContain("NO ");
  }

  @Test
  @Order(2)
  void loadsTheCaptureKernelAwayFromTheRunningOne() throws IOException {
    JsonNode loaded = guest.json("capture load --device " + CaptureGuest.DEVICE);
    long start = Long.decode(loaded.get("rangeStart").asText());
    long end = start + loaded.get("rangeBytes").asLong();
    for (String line : guest.run("grep Kernel /proc/iomem").split("\n")) {
      String[] range = line.strip().split("[- ]");
      assertThat(Long.parseLong(range[1], 16) < start || Long.parseLong(range[0], 16) >= end)
          .as("%s outside 0x%x..0x%x", line, start, end)
          .isTrue();
    }
    System.out.println("load: " + loaded.get("loadMillis") + " ms");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("1\n");
    assertThat(guest.succeed("capture status")).contains(guest.run("uname -r").strip());
    refused(20, "kexshot unload", "snap none --method memory");
  }

  @Test
  @Order(3)
  void takesASnapshotByBootingTheCaptureKernel() throws IOException {
    JsonNode snapshot =
        watched("snap before --dump-level 23 --note 'the first' --tag stage=1", true);
    assertThat(snapshot.get("figures").get("pages.kept").asLong()).isGreaterThan(5_000);
    assertThat(snapshot.get("figures").get("pages.free").asLong()).isGreaterThan(50_000);
    System.out.println("first jump: " + snapshot.get("figures") + snapshot.get("pauseMillis"));
  }

  @Test
  @Order(4)
  void theSecondSnapshotReentersTheResidentKernel() throws IOException {
    guest.run(
        """
        modprobe dummy
        nc -l -p 7077 >/dev/null &
        sleep 99999 >/dev/null &
        sysctl -w kernel.panic=77
        dd if=/dev/urandom of=/dev/shm/blob bs=4096 count=256
        """);
    JsonNode snapshot = watched("snap after --dump-level 23 --tag stage=2 --keep-clock", false);
    System.out.println("re-entry: " + snapshot.get("figures") + snapshot.get("pauseMillis"));
    requireNoBoot(snapshot);
  }

  @Test
  @Order(6)
  void dumpsOnTheDeviceAreUnreadableAfterwards() throws IOException {
    assertThat(
            guest.run(
                "dd if="
                    + CaptureGuest.DEVICE
                    + " bs=1M skip=1 count=1 iflag=direct | strings -n 8"))
        .isEmpty();
  }

  /**
   * Takes a snapshot under the eyes of a process that tells the host what its clocks show.
   *
   * @param right whether the wall clock is to be right afterwards
   */
  private JsonNode watched(String command, boolean right) throws IOException {
    clocks.begin();
    JsonNode snapshot = guest.json(command);
    ClockWatch.Change change = clocks.change();
    System.out.printf(
        "%s: pause %s ms, %.1f ms without a sign; not counted %s; %s%n",
        command,
        snapshot.get("pauseMillis"),
        change.gapMillis(),
        change.lostMillis(),
        snapshot.get("clock"));
    assertThat(change.backwards()).isSubsetOf(Clock.REALTIME);
    double monotonic = change.lostMillis().get(Clock.MONOTONIC);
    double boottime = change.lostMillis().get(Clock.BOOTTIME);
    double realtime = change.lostMillis().get(Clock.REALTIME);
    assertThat(change.lostMillis().get(Clock.MONOTONIC_RAW)).isCloseTo(monotonic, within(20.0));
    JsonNode clock = snapshot.get("clock");
    assertThat(clock.get("stoodStillMillis").asDouble()).isCloseTo(monotonic, within(20.0));
    // On a busy host, where pauses are long, the two processes go on one long after the other.
    double gap = change.gapMillis();
    assertThat(snapshot.get("pauseMillis").asDouble()).isCloseTo(gap, within(200 + gap / 100));
    // The kernel sets both by the battery clock, and only one of them is put right.
    assertThat(clock.get("behindMillis").asDouble()).isCloseTo(boottime, within(20.0));
    assertThat(realtime).isCloseTo(right ? 0 : boottime, within(50.0));
    return snapshot;
  }

  static void requireNoBoot(JsonNode snapshot) {
    assertThat(snapshot.get("figures").get("ms.until-begun").asLong())
        .as("milliseconds until the agent began: no boot is among them")
        .isLessThan(2_000);
  }

  @Test
  @Order(10)
  void whatRanInAWentOn() throws IOException {
    List<String> counter = guest.run("cat /tmp/counter").lines().toList();
    for (int i = 0; i < counter.size(); i++) {
      assertThat(counter.get(i)).isEqualTo(Integer.toString(i));
    }
    assertThat(guest.run("sleep 1; tail -n 1 /tmp/counter").strip())
        .isNotEqualTo(counter.get(counter.size() - 1));
    assertThat(guest.run("cd /srv; md5sum -c file.md5")).isEqualTo("file: OK\n");
    guest.run("echo 3 >/proc/sys/vm/drop_caches");
    assertThat(guest.run("cd /srv; md5sum -c file.md5")).isEqualTo("file: OK\n");
    guest.run("echo after >/tmp/to-peer; sleep 2");
    assertThat(guest.run("cat /tmp/received")).isEqualTo("before\nafter\n");
    long start = Long.parseLong(guest.run("cat /tmp/timer-start").strip());
    assertThat(Long.parseLong(guest.run("cat /tmp/timer").strip()))
        .isGreaterThanOrEqualTo(start + 29);
    assertThat(guest.run("grep -c ^processor /proc/cpuinfo")).isEqualTo("2\n");
    assertThat(guest.run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
  }

  @Test
  @Order(11)
  void theWallClockIsRight() throws IOException {
    Instant guestTime = Instant.ofEpochSecond(Long.parseLong(guest.run("date +%s").strip()));
    assertThat(Duration.between(guestTime, Instant.now()).abs()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  @Order(13)
  void unloadGivesTheMemoryBack() throws IOException {
    guest.serveCommands();
    guest.succeed("capture unload");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    assertThat(guest.kexshot("capture status").exitCode()).isEqualTo(11);
    refused(11, "capture load", "snap none --method kernel");
  }

  @Test
  @Order(14)
  void snapshotsInMemoryNeedNoCaptureKernel() throws IOException {
    long free = freeMebibytes();
    JsonNode snapshot = watched("snap --dump-level 31 memory-before", true);
    System.out.printf(
        "in memory: %s, pause %s ms%n", snapshot.get("figures"), snapshot.get("pauseMillis"));
    assertThat(snapshot.get("method").asText()).isEqualTo("memory");
    assertThat(snapshot.get("figures").get("pages.kept").asLong()).isGreaterThan(5_000);
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    assertThat(freeMebibytes()).as("MiB available afterwards").isGreaterThan(free - 64);
  }

  /**
   * At that level names are the kernel's own, and arguments are unknown. The wall clock is not put
   * right where the kernel itself goes by another counter, as it seems to here.
   */
  @Test
  @Order(15)
  void snapshotsInMemoryAreReadLikeAll() throws IOException {
    guest.run("nc -l -p 7078 >/dev/null &");
    String source = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    guest.run("echo acpi_pm >/tmp/source && mount --bind /tmp/source " + source);
    assertThat(guest.succeed("snap --method memory --dump-level 31 memory-after"))
        .contains("clock: as the kernel set it", "clock source is acpi_pm");
    guest.run("umount " + source);
    assertThat(guest.succeed("sockets memory-before")).doesNotContain("7078");
    assertThat(guest.succeed("sockets memory-after")).contains("7078");
    assertThat(guest.succeed("verify")).doesNotContain("damaged");
  }

  /**
   * A process stamps its pages in order all the while; at any one instant they are in order. Of
   * each method on one architecture: {@link TruthSuite} compares all bytes on both.
   */
  final JsonNode requireOneInstant(String method) throws IOException {
    String stamps = "java -cp '/opt/kexshot/lib/*' org.kexshot.lab.Stamps ";
    guest.run("rm -f /tmp/place");
    guest.run(stamps + "stamp 1024 /tmp/place >/tmp/stamps 2>&1 & echo $! >/tmp/stamper");
    guest.run("until [ -s /tmp/place ]; do sleep 1; done; sleep 3");
    String process = guest.run("cat /tmp/stamper").strip();
    String start = guest.run("head -n 1 /tmp/place").strip();
    System.out.println("live: " + guest.run(stamps + "live /tmp/place || true"));
    // It stamps until A goes on; after that it would only take time from storing.
    guest.run(
        """
        thawed() { dmesg | grep 'Restarting tasks' | tail -n 1; }
        last=$(thawed)
        (while [ "$(thawed)" = "$last" ]; do sleep 1; done; kill %s) >/dev/null 2>&1 &
        """
            .formatted(process));
    JsonNode snapshot =
        guest.json("snap --method %1$s --dump-level 23 stamped-%1$s".formatted(method));
    guest.run("! grep -qs Stamps /proc/%s/cmdline".formatted(process));
    guest.run(
        "/opt/kexshot/bin/kexshot read stamped-%s %s 0x400000 --pid %s --raw >/tmp/pages"
            .formatted(method, start, process));
    String verdict = guest.run(stamps + "judge /tmp/pages");
    System.out.println("snapshot by method " + method + ": " + verdict);
    assertThat(verdict).contains("1024 pages", " 0 violations, skew 0").doesNotContain("stamp 0,");
    return snapshot;
  }

  @Test
  @Order(17)
  void whatDoesNotFitInMemoryIsRefused() throws IOException {
    refused(21, "MiB are left to the system", "snap unfit --buffer 4000");
    refused(21, "pages too small", "snap unfit --dump-level 31 --buffer 4");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    assertThat(guest.succeed("list")).doesNotContain("unfit");
  }

  @Test
  @Order(18)
  void snapshotsInMemoryLeftNoTrace() throws IOException {
    List<String> counter = guest.run("sleep 1; cat /tmp/counter").lines().toList();
    for (int i = 0; i < counter.size(); i++) {
      assertThat(counter.get(i)).isEqualTo(Integer.toString(i));
    }
    assertThat(guest.run("cd /srv; md5sum -c file.md5")).isEqualTo("file: OK\n");
    assertThat(guest.run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
  }

  private long freeMebibytes() throws IOException {
    guest.run("sync; echo 3 >/proc/sys/vm/drop_caches");
    return Long.parseLong(guest.run("grep MemFree /proc/meminfo").replaceAll("\\D", "")) >> 10;
  }

  private void refused(int exitCode, String message, String arguments) throws IOException {
    ExecResult result = guest.kexshot(arguments);
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isEqualTo(exitCode);
    assertThat(result.errorText()).contains(message).doesNotContain("\tat ");
  }
}
