package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GdbStub;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;

/**
 * One processor: there and back, twice. Then every way in which a capture can fail, each with a
 * clear message and exit code, and A alive after each.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SingleProcessorSuite {
  private static final String SMALL_DEVICE = "/dev/disk/by-id/virtio-small";
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private final GuestArchitecture architecture;
  private CaptureGuest guest;

  SingleProcessorSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  @BeforeAll
  void boot() throws IOException {
    Path small = CaptureGuest.directory(architecture, "single-processor").resolve("small.img");
    Lab.createDisk(small, 24L << 20);
    guest =
        CaptureGuest.boot(
            architecture,
            "single-processor",
            settings ->
                settings
                    .withProcessors(1)
                    .withQemuOptions(
                        "-drive",
                        "driver=null-co,read-zeroes=on,size=1M,if=none,id=tiny",
                        "-device",
                        "virtio-blk-pci,drive=tiny,serial=tiny",
                        "-drive",
                        "driver=file,filename=" + small.toAbsolutePath() + ",if=none,id=small",
                        "-device",
                        "virtio-blk-pci,drive=small,serial=small"));
    guest.run("(i=0; while :; do echo $i; i=$((i+1)); usleep 100000; done) >/tmp/counter 2>&1 &");
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  @Test
  @Order(1)
  void theDeviceMustBeThereUnusedAndLargeEnough() throws IOException {
    fails(12, "no such device", "capture load --device /dev/nope");
    fails(12, "not a block device", "capture load --device /etc/passwd");
    fails(12, "in use", "capture load --device /dev/disk/by-id/virtio-toolkit");
    fails(12, "at least", "capture load --device /dev/disk/by-id/virtio-tiny");
  }

  /** Nothing is written to it: the swap space can be used afterwards. */
  @Test
  @Order(1)
  void aDeviceThatHoldsSomethingIsLeftAlone() throws IOException {
    String load = "capture load --device " + SMALL_DEVICE;
    guest.run("mkswap " + SMALL_DEVICE);
    fails(12, "swap space (at 0xff6)", load);
    assertThat(guest.kexshot("check --device " + SMALL_DEVICE).text())
        .contains("swap space (at 0xff6)");
    guest.run("swapon " + SMALL_DEVICE);
    fails(12, "in use as swap space", load + " --overwrite");
    guest.run("swapoff " + SMALL_DEVICE);
    guest.run("printf 'n\\np\\n1\\n\\n\\nw\\n' | fdisk " + SMALL_DEVICE);
    String partition = "/dev/" + onlyPartition();
    guest.run("mke2fs %1$s && mkdir -p /tmp/mnt && mount %1$s /tmp/mnt".formatted(partition));
    fails(12, "is mounted at /tmp/mnt", load + " --overwrite");
    guest.run("umount /tmp/mnt");
    fails(12, "an ext2, ext3 or ext4 file system (at 0x438)", "capture load --device " + partition);
    fails(12, "an MBR partition table or boot sector (at 0x1fe)", load);
    fails(12, "partitions (%s)".formatted(onlyPartition()), load);
  }

  private String onlyPartition() throws IOException {
    return guest
        .run(
            "cd /sys/class/block/$(basename $(readlink -f %s)) && ls -d vd?1"
                .formatted(SMALL_DEVICE))
        .strip();
  }

  @Test
  @Order(2)
  void theKernelMustBeOne() throws IOException {
    String load = "capture load --device " + CaptureGuest.DEVICE;
    fails(13, "HdrS", load + " --kernel /bin/busybox");
    fails(13, "no such file", load + " --kernel /boot/nothing");
    fails(13, "--memory", load + " --memory 32");
    guest.run("head -c 9000 /boot/vmlinuz-* >/tmp/cut");
    fails(13, "the file ends", load + " --kernel /tmp/cut");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
  }

  @Test
  @Order(3)
  void onlyRootMay() throws IOException {
    for (String command : List.of("capture load --device /dev/vdc", "capture unload", "snap x")) {
      ExecResult result =
          guest
              .guest()
              .shell()
              .exec(
                  "su -s /bin/sh nobody -c '/opt/kexshot/bin/kexshot " + command + "'",
                  Duration.ofMinutes(3));
      assertThat(result.exitCode()).as(command + result.errorText()).isEqualTo(8);
      assertThat(result.errorText()).contains("root").doesNotContain("\tat ");
    }
  }

  @Test
  @Order(4)
  void inMemory() throws IOException {
    assertThat(guest.succeed("snap a --dump-level 31")).contains("by method memory");
    aliveWithoutAGap();
  }

  @Test
  @Order(5)
  void thereAndBackTwice() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    guest.succeed("snap one --dump-level 31");
    guest.succeed("snap two --dump-level 31");
    aliveWithoutAGap();
  }

  /** As it would be if the kernel had moved two of its pages, or somebody had ended the memory. */
  @Test
  @Order(6)
  void lentMemoryThatIsNotWhereItWasIsNotJumpedInto() throws IOException {
    String state = "/run/kexshot/capture";
    guest.run("cp -p %s /tmp/state && grep -q ^lent.pages= %s".formatted(state, state));
    guest.run("sed -i 's/^\\(lent.pages=\\)\\([0-9]*\\),\\([0-9]*\\)/\\1\\3,\\2/' " + state);
    fails(11, "moved a huge page", "snap moved");
    guest.run("sed -i 's/^lent.id=.*/lent.id=4711/' " + state);
    fails(11, "is gone", "snap gone");
    guest.run("mv /tmp/state " + state);
    guest.succeed("snap three --dump-level 31");
    aliveWithoutAGap();
  }

  /** What was lent comes back although nothing tells of it any more. */
  @Test
  @Order(7)
  void aDamagedRecordOfWhatIsLoadedIsGotRidOf() throws IOException {
    guest.run("echo nonsense >/run/kexshot/capture");
    ExecResult snap = guest.kexshot("snap damaged --method kernel");
    assertThat(snap.exitCode()).as(snap.errorText()).isEqualTo(11);
    assertThat(snap.errorText()).contains("or its record is damaged: it was unloaded");
    nothingIsLent();
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
  }

  @Test
  @Order(8)
  void anotherDeviceUnderThatNameIsNoticed() throws IOException {
    guest.run("dd if=/dev/zero of=" + CaptureGuest.DEVICE + " bs=4096 count=1 conv=fsync");
    fails(12, "label", "snap four");
    aliveWithoutAGap();
  }

  @Test
  @Order(9)
  void aFullDeviceBringsABack() throws IOException {
    // Where A may have no shared memory, none is lent.
    String most = guest.run("sysctl -n kernel.shmall").strip();
    guest.run("sysctl -w kernel.shmall=1");
    assertThat(guest.succeed("capture load --overwrite --device " + SMALL_DEVICE))
        .containsPattern("exchanged at each jump.*shmget.*errno 28");
    guest.run("sysctl -w kernel.shmall=" + most);
    // What was on it is gone; the label is nothing to be careful of.
    assertThat(guest.kexshot("check --device " + SMALL_DEVICE).text()).contains("MiB, unused");
    String jumps = jumps();
    fails(12, "MiB of memory are used", "snap hopeless --dump-level 17");
    assertThat(jumps()).as("the machine was not stopped for that").isEqualTo(jumps);
    fails(15, "is full", "snap full --dump-level 31");
    aliveWithoutAGap();
    holdsNothing(SMALL_DEVICE);
    // The same agent, which told of the failure and waits for the next request.
    fails(15, "is full", "snap full-again --dump-level 31");
    aliveWithoutAGap();
  }

  /**
   * The agent is ended in the middle of the dump; process 1 goes back, and later starts another.
   */
  @Test
  @Order(10)
  void aDumpThatTakesTooLongEndsTheAgent() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    fails(15, "--deadline", "snap late --dump-level 0 --deadline 0");
    aliveWithoutAGap();
    guest.succeed("snap again --dump-level 31");
  }

  @Test
  @Order(11)
  void anImageThatIsDamagedInMemoryIsNotRun() throws IOException {
    guest.succeed("capture load --exchange --device " + CaptureGuest.DEVICE);
    long list = listOfExchangedPages();
    long frame = sourceOfTheKernel(list);
    // By mmap, for the page lies in high memory mostly, where writing to /dev/mem does not reach.
    guest.run("devmem 0x%x 32 0xdeadbeef".formatted(frame + 100));
    fails(15, "SHA-256", "snap damaged");
    aliveWithoutAGap();
    fails(15, "SHA-256", "snap damaged-again");
    aliveWithoutAGap();
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    guest.succeed("snap mended --dump-level 31");
  }

  /** By its own fault: the debugger has it go on at address 0, where there is nothing. */
  @Test
  @Order(12)
  void anAgentThatASignalKillsBringsABack() throws Exception {
    long jump = guest.symbol("machine_kexec");
    CompletableFuture<ExecResult> snap = inBackground("snap killed --dump-level 17");
    try (GdbStub debugger = guest.guest().debugger()) {
      assertThat(debugger.runTo(jump, PATIENCE)).isPresent();
      // Nothing of A runs from here on, and process 1 of B waits for the agent.
      do {
        debugger.proceed();
        assertThat(debugger.awaitStop(Duration.ofMillis(100))).isEmpty();
      } while ((debugger.registers().get("cs") & 3) != 3);
      debugger.setRegister(architecture.instructionPointer(), 0);
    }
    ended(snap, 15, "signal");
    aliveWithoutAGap();
    // By somebody else, who asks for nothing; the tool takes a return for a failure.
    guest.run("! kexec -e -x");
    aliveWithoutAGap();
    holdsNothing(CaptureGuest.DEVICE);
    guest.succeed("snap revived --dump-level 31");
  }

  /** A stands still on its way back while the host cuts off what the agent wrote. */
  @Test
  @Order(13)
  void aDumpThatIsCutOnTheDeviceIsNotAdded() throws Exception {
    long goingOn = guest.symbol("thaw_processes");
    CompletableFuture<ExecResult> snap = inBackground("snap cut --dump-level 31");
    try (GdbStub debugger = guest.guest().debugger()) {
      assertThat(debugger.runTo(goingOn, PATIENCE)).isPresent();
      try (FileChannel disk = FileChannel.open(guest.disk(), StandardOpenOption.WRITE)) {
        disk.write(ByteBuffer.allocate(64 << 20), DeviceLayout.DUMP + (1 << 20));
        disk.force(false);
      }
    }
    ended(snap, 16, "the dump's checksum is");
    aliveWithoutAGap();
    assertThat(guest.succeed("list")).doesNotContain("cut");
  }

  /** Nothing happened, so that nothing is to be mended either, and the next one is as always. */
  @Test
  @Order(14)
  void aDriverThatIsNotFrozenIsNamed() throws IOException {
    guest.plant("stubborn.ko");
    guest.run("insmod /tmp/stubborn.ko");
    fails(14, "device stubborn (driver stubborn) would not freeze", "snap refused");
    aliveWithoutAGap();
    guest.succeed("capture unload");
    fails(14, "stubborn: PM: failed to freeze: error -16", "snap refused --method memory");
    aliveWithoutAGap();
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
    fails(14, "task cp (pid ", "snap stuck --method memory");
    aliveWithoutAGap();
    guest.run("fsfreeze --unfreeze /tmp/frozen && umount /tmp/frozen");
    guest.succeed("snap unstuck --method memory --dump-level 31");
  }

  @Test
  @Order(16)
  void fullMemoryIsNamed() throws IOException {
    guest.run(
        """
        mount -o remount,size=100% /dev/shm
        available=$(sed -n 's/^MemAvailable: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo)
        dd if=/dev/zero of=/dev/shm/filler bs=1M count=$((available / 1024 - 250)) 2>/dev/null
        """);
    fails(21, "capture load --device", "snap crowded --dump-level 17");
    fails(
        21,
        "MiB are available: free",
        "capture load --device " + CaptureGuest.DEVICE + " --memory 512");
    fails(
        21,
        "too few whatever is freed",
        "capture load --device " + CaptureGuest.DEVICE + " --memory 1024");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    guest.run("rm /dev/shm/filler");
    aliveWithoutAGap();
    assertThat(guest.run("dmesg")).doesNotContain("Out of memory", "WARNING:", "BUG:", "Oops");
  }

  /** Another program's image is none to enter, to replace or to unload, whoever loaded it when. */
  @Test
  @Order(16)
  void anotherProgramsImageIsLeftAlone() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    guest.run("kexec -l /boot/vmlinuz-* --reuse-cmdline");
    String jumps = jumps();
    fails(20, "neither entered nor replaced", "snap foreign --method kernel");
    fails(20, "a kexec image is loaded already", "snap foreign");
    fails(20, "neither entered nor replaced", "capture load --device " + CaptureGuest.DEVICE);
    fails(20, "neither entered nor replaced", "capture unload");
    assertThat(guest.kexshot("check").text()).contains("NO  kexec image");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("1\n");
    assertThat(jumps()).isEqualTo(jumps);
    nothingIsLent();
    guest.run("kexec -u");
    guest.succeed("snap own --method memory --dump-level 31");
    aliveWithoutAGap();
  }

  /** Its program must not stay where the next one who jumps would enter it. */
  @Test
  @Order(17)
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
    assertThat(next.errorText()).contains("its program was unloaded");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    aliveWithoutAGap();
  }

  /** Two at once would write to one device, or enter each other's image. */
  @Test
  @Order(18)
  void oneSnapshotIsTakenAtATime() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    guest.run("/opt/kexshot/bin/kexshot snap first --dump-level 31 >/tmp/first 2>&1 &");
    guest.run("until grep -q 'method kernel' /tmp/first; do usleep 10000; done");
    fails(22, "wait until it is done, or give --wait", "snap second --method memory");
    fails(22, "/run/kexshot/lock: held by process", "capture unload");
    guest.succeed("snap second --wait --dump-level 31");
    assertThat(guest.succeed("list")).contains("first", "second");
    assertThat(guest.succeed("verify")).contains("no damage");
    aliveWithoutAGap();
  }

  /** What a signal leaves: a dump with all of the machine's secrets on the device. */
  @Test
  @Order(19)
  void aSnapshotThatIsEndedWhileItIsStoredLeavesNothing() throws IOException {
    endWhileStoring("TERM");
    holdsNothing(CaptureGuest.DEVICE);
    endWhileStoring("KILL");
    ExecResult next = guest.kexshot("snap next-one --dump-level 31");
    assertThat(next.exitCode()).as(next.errorText()).isZero();
    assertThat(next.errorText()).contains("killed before it was stored: it was erased");
    holdsNothing(CaptureGuest.DEVICE);
    assertThat(guest.succeed("list")).contains("next-one").doesNotContain("ended");
    assertThat(guest.succeed("verify")).contains("no damage");
  }

  private void endWhileStoring(String signal) throws IOException {
    guest.run(
        """
        rm -f /var/lib/kexshot/temporary/*
        /opt/kexshot/bin/kexshot snap ended --dump-level 17 >/dev/null 2>&1 &
        until ls /var/lib/kexshot/temporary | grep -q .; do usleep 10000; done
        kill -%s $(cat /run/kexshot/lock)
        wait
        """
            .formatted(signal));
  }

  /** The repository's disk fills up while the snapshot is stored. */
  @Test
  @Order(20)
  void aSnapshotThatCannotBeStoredIsKept() throws IOException {
    guest.run("mkdir -p /tmp/small/disk && mount -t tmpfs -o size=40m tmpfs /tmp/small/disk");
    String small = " --repository /tmp/small/disk/snapshots";
    guest.succeed("snap base --dump-level 31" + small);
    fillButThreeMebibytes();
    fails(23, "`kexshot capture store --device", "snap kept --dump-level 23" + small);
    aliveWithoutAGap();
    String jumps = jumps();
    fails(23, "holds the snapshot \"kept\"", "snap another --dump-level 31");
    fails(23, "holds the snapshot", "capture load --device " + CaptureGuest.DEVICE);
    guest.run("head -c 2800k /dev/zero >>/tmp/small/disk/filler");
    fails(7, "make room", "snap none --method kernel --dump-level 0" + small);
    assertThat(jumps()).as("jumps").isEqualTo(jumps);
    assertThat(guest.json("capture store").get("label").asText()).isEqualTo("kept");
    assertThat(guest.succeed("ps kept")).contains("init");
    holdsNothing(CaptureGuest.DEVICE);
    guest.succeed("capture unload");

    guest.run("rm /tmp/small/disk/filler");
    fillButThreeMebibytes();
    ExecResult inMemory = guest.kexshot("snap kept-too --method memory --dump-level 23" + small);
    assertThat(inMemory.exitCode()).as(inMemory.errorText()).isEqualTo(23);
    String file = inMemory.errorText().replaceAll("(?s).* (/\\S+\\.kdump)` .*", "$1");
    assertThat(guest.run("stat -c %a " + file)).isEqualTo("600\n");
    guest.succeed("import --label kept-too " + file);
    assertThat(guest.succeed("ps kept-too")).contains("init");
    guest.run("umount /tmp/small/disk; rm -r /tmp/small");
    aliveWithoutAGap();
  }

  private void fillButThreeMebibytes() throws IOException {
    guest.run(
        """
        available=$(df -k /tmp/small/disk | awk 'END {print $4}')
        head -c $((available - 3072))k /dev/zero >/tmp/small/disk/filler
        """);
  }

  /** How often the machine was stopped so far. */
  private String jumps() throws IOException {
    return guest.run("dmesg | grep -c 'Restarting tasks'");
  }

  private void nothingIsLent() throws IOException {
    assertThat(guest.run("cat /proc/sys/vm/nr_hugepages; grep -c . /proc/sysvipc/shm"))
        .as("huge pages, and lines about shared memory: the heading")
        .isEqualTo("0\n1\n");
  }

  /** No word of text, in the first MiB and in some behind it. */
  private void holdsNothing(String device) throws IOException {
    assertThat(
            guest.run(
                "dd if=%s bs=1M skip=1 count=16 iflag=direct 2>/dev/null | strings -n 8 | head -n 3"
                    .formatted(device)))
        .isEmpty();
  }

  private CompletableFuture<ExecResult> inBackground(String arguments) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return guest.kexshot(arguments);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private long listOfExchangedPages() throws IOException {
    String line = guest.run("/opt/kexshot/bin/kexshot capture status | grep 'list at'");
    String address = line.replaceAll("(?s).*list at (0x[0-9a-f]+).*", "$1");
    return Long.decode(address);
  }

  /** The list names destination 0 and its sources, then that of B's kernel and its sources. */
  private long sourceOfTheKernel(long list) throws IOException {
    int wordSize = architecture == GuestArchitecture.I386 ? 4 : 8;
    String words =
        guest.run(
            "dd if=/dev/mem bs=%1$d skip=%2$d count=400 | od -An -v -tx%1$d -w%1$d"
                .formatted(wordSize, list / wordSize));
    long found = 0;
    int destinations = 0;
    for (String word : words.strip().split("\\s+")) {
      long entry = Long.parseLong(word, 16);
      if ((entry & 1) != 0) {
        destinations++;
      } else if ((entry & 8) != 0 && destinations == 2) {
        found = entry & -4096L;
      }
    }
    assertThat(found).as("a source page of B's kernel").isNotZero();
    return found;
  }

  private void fails(int exitCode, String message, String arguments) throws IOException {
    ended(CompletableFuture.completedFuture(guest.kexshot(arguments)), exitCode, message);
  }

  private static void ended(CompletableFuture<ExecResult> command, int exitCode, String message) {
    ExecResult result = command.join();
    assertThat(result.exitCode()).as("%s%s", result.text(), result.errorText()).isEqualTo(exitCode);
    assertThat(result.errorText()).contains(message).doesNotContain("\tat ");
  }

  private void aliveWithoutAGap() throws IOException {
    List<String> counter = guest.run("sleep 1; cat /tmp/counter").lines().toList();
    for (int i = 0; i < counter.size(); i++) {
      assertThat(counter.get(i)).isEqualTo(Integer.toString(i));
    }
  }
}
