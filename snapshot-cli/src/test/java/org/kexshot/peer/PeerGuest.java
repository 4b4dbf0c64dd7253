package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestClock;
import org.kexshot.lab.Lab;

/**
 * A guest with disks for the systems of two peers, {@code one} and {@code two}, and one on which
 * the peer {@code one} counts. The peers' disks hold the same as A's and are not A's.
 */
final class PeerGuest implements Closeable {
  /** A's own disk to count on. */
  static final String OWN = "/dev/disk/by-id/virtio-own";

  /** The peer's. */
  static final String THEIRS = "/dev/disk/by-id/virtio-theirs";

  /** Counts on the disk whose name it is given, each number in a block of its own. */
  static final String COUNTER =
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
          case $(dd if=$(cat /tmp/theirs) bs=512 skip=PANIC count=1 iflag=direct 2>/dev/null) in
            panic*) exit 1;; # which no kernel survives, for this is process 1
          esac
          dmesg | grep -E "WARNING:|BUG:|Oops|Call Trace" >/dev/console
        done'
      """;

  /**
   * Over a dozen jumps, the longest of them the boot of a peer, beside what the clock goes wrong by
   * itself: on a busy host the counter's rate, measured in the second before, is off by some
   * thousandths.
   */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

  /** The block of the peer's disk that says that its system is to panic. */
  private static final int PANIC = 30_000;

  private static final int BLOCK = 512;

  private final CaptureGuest guest;
  private final Path theirs;
  private final Duration ahead;
  private final long measured;
  private final double drift;

  private PeerGuest(CaptureGuest guest, Path theirs) throws IOException {
    this.guest = guest;
    this.theirs = theirs;
    this.ahead = GuestClock.ahead(guest.guest());
    this.measured = System.nanoTime();
    this.drift = GuestClock.drift(guest.guest());
  }

  /**
   * Boots it.
   *
   * @param round switches of one call of the peers' command
   */
  static PeerGuest boot(GuestArchitecture architecture, int processors, int round)
      throws IOException {
    Lab lab = Lab.build(Lab.findProject(), architecture);
    String name = "peer-" + processors;
    Path directory = CaptureGuest.directory(architecture, name);
    Path own = directory.resolve("own.img");
    Path theirs = directory.resolve("theirs.img");
    Lab.createDisk(own, 16L << 20);
    Lab.createDisk(theirs, 16L << 20);
    List<String> options = new ArrayList<>();
    for (String peer : List.of("one", "two")) {
      options.addAll(disk(peer + "-root", lab.rootImage(), "readonly=on"));
      options.addAll(disk(peer + "-tools", lab.toolkitImage(), "readonly=on"));
    }
    options.addAll(disk("own", own, "cache=writeback"));
    options.addAll(disk("theirs", theirs, "cache=writeback"));
    lab.initialFileSystem().ifPresent(file -> options.addAll(disk("drivers", file, "readonly=on")));
    CaptureGuest guest =
        CaptureGuest.boot(
            architecture,
            name,
            settings ->
                settings
                    .withProcessors(processors)
                    .withQemuOptions(options.toArray(String[]::new)));
    try {
      guest.startCounter();
      putInitialFileSystem(guest, round);
      return new PeerGuest(guest, theirs);
    } catch (IOException | RuntimeException e) {
      guest.close();
      throw e;
    }
  }

  private static void putInitialFileSystem(CaptureGuest guest, int round) throws IOException {
    guest.run("cat /dev/disk/by-id/virtio-drivers >/tmp/initrd 2>/dev/null || true");
    guest.run(
        "mkdir -p /tmp/i/bin /tmp/i/dev /tmp/i/proc /tmp/i/sys /tmp/i/system; cp /bin/busybox /tmp/i/bin; ln -s busybox /tmp/i/bin/sh");
    guest
        .guest()
        .shell()
        .upload(
            INIT.replace("COUNTER", COUNTER.formatted("$(cat /tmp/theirs)"))
                .replace("ROUND", Integer.toString(round))
                .replace("PANIC", Integer.toString(PANIC))
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

  CaptureGuest guest() {
    return guest;
  }

  /** The command that starts a peer. */
  static String start(String name, String options) {
    return ("peer start %s --kernel $(ls /boot/vmlinuz-*) --initrd /tmp/initrd"
            + " --disk /dev/disk/by-id/virtio-%s-root --disk /dev/disk/by-id/virtio-%s-tools ")
        .formatted(name, name, name)
        .concat(options);
  }

  /** Has the peer {@code one} panic once its command has ended. */
  void panicLater() throws IOException {
    try (RandomAccessFile disk = new RandomAccessFile(theirs.toFile(), "rw")) {
      disk.seek((long) PANIC * BLOCK);
      disk.writeBytes("panic");
    }
  }

  /** The guest's clock goes on with this machine's, as it did before there was a peer. */
  void clockIsRight() throws IOException {
    Duration off = GuestClock.ahead(guest.guest()).minus(ahead);
    long drifted = Math.round(drift * (System.nanoTime() - measured));
    assertThat(off.abs())
        .as("how far the clock is off, %s", off)
        .isLessThan(CLOCK_TOLERANCE.plusNanos(drifted));
  }

  /** Each block from the second on holds its own number, up to the last. */
  void noWriteIsLost(String device) throws IOException {
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

  @Override
  public void close() throws IOException {
    guest.close();
  }
}
