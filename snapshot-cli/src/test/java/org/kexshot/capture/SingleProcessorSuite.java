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
import org.kexshot.kexec.BareMachine;
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
  static final String SMALL_DEVICE = "/dev/disk/by-id/virtio-small";
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private final GuestArchitecture architecture;
  CaptureGuest guest;

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
    guest.startCounter();
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  @Test
  @Order(4)
  void inMemory() throws IOException {
    assertThat(guest.succeed("snap a --dump-level 31")).contains("by method memory");
    guest.aliveWithoutAGap();
  }

  @Test
  @Order(4)
  void programsInPhysicalMode() throws IOException {
    for (String name : List.of("sum16", "sum32", "loop32")) {
      guest.guest().shell().upload(BareMachine.program(name), "/tmp/" + name);
    }
    for (int bits : new int[] {16, 32}) {
      String run = "physical run /tmp/sum%d --entry %d --input /etc/hostname".formatted(bits, bits);
      assertThat(guest.succeed(run)).contains("returned 0x").doesNotContain("no timer");
    }
    ExecResult hangs = guest.kexshot("physical run /tmp/loop32 --limit 1");
    assertThat(hangs.exitCode()).isEqualTo(24);
    assertThat(hangs.text()).contains("ended after 1 s, at 0x1;");
    guest.aliveWithoutAGap();
  }

  @Test
  @Order(5)
  void thereAndBackTwice() throws IOException {
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
    guest.succeed("snap one --dump-level 31");
    guest.succeed("snap two --dump-level 31");
    guest.aliveWithoutAGap();
  }

  /**
   * As it would be if the kernel had moved two of its lent pages, somebody had ended that memory,
   * or the machine had got more.
   */
  @Test
  @Order(6)
  void memoryThatIsNotWhatItWasAtTheLoadIsNotJumpedInto() throws IOException {
    String state = "/run/kexshot/capture";
    guest.run("cp -p %s /tmp/state && grep -q ^lent.pages= %s".formatted(state, state));
    guest.run("sed -i 's/^\\(lent.pages=\\)\\([0-9]*\\),\\([0-9]*\\)/\\1\\3,\\2/' " + state);
    guest.fails(11, "moved a huge page", "snap moved");
    guest.run("sed -i 's/^lent.id=.*/lent.id=4711/' " + state);
    guest.fails(11, "is gone", "snap gone");
    guest.run("cp -p /tmp/state %s && sed -i 's/^ram=[^,]*,/ram=/' %s".formatted(state, state));
    guest.fails(11, "memory was plugged in or out", "snap plugged");
    guest.run("mv /tmp/state " + state);
    guest.succeed("snap three --dump-level 31");
    guest.aliveWithoutAGap();
  }

  /** What was lent comes back although nothing tells of it any more. */
  @Test
  @Order(7)
  void aDamagedRecordOfWhatIsLoadedIsGotRidOf() throws IOException {
    guest.run("echo nonsense >/run/kexshot/capture");
    ExecResult snap = guest.kexshot("snap damaged --method kernel");
    assertThat(snap.exitCode()).as(snap.errorText()).isEqualTo(11);
    assertThat(snap.errorText()).contains("or its record is damaged: it was unloaded");
    guest.nothingIsLent();
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
  }

  @Test
  @Order(8)
  void anotherDeviceUnderThatNameIsNoticed() throws IOException {
    guest.run("dd if=/dev/zero of=" + CaptureGuest.DEVICE + " bs=4096 count=1 conv=fsync");
    guest.fails(12, "label", "snap four");
    guest.aliveWithoutAGap();
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
    String jumps = guest.jumps();
    guest.fails(12, "MiB of memory are used", "snap hopeless --dump-level 17");
    assertThat(guest.jumps()).as("the machine was not stopped for that").isEqualTo(jumps);
    guest.fails(15, "is full", "snap full --dump-level 31");
    guest.aliveWithoutAGap();
    guest.holdsNothing(SMALL_DEVICE);
    // The same agent, which told of the failure and waits for the next request.
    guest.fails(15, "is full", "snap full-again --dump-level 31");
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

  @Test
  @Order(11)
  void anImageThatIsDamagedInMemoryIsNotRun() throws IOException {
    guest.succeed("capture load --exchange --device " + CaptureGuest.DEVICE);
    long list = listOfExchangedPages();
    long frame = sourceOfTheKernel(list);
    // By mmap, for the page lies in high memory mostly, where writing to /dev/mem does not reach.
    guest.run("devmem 0x%x 32 0xdeadbeef".formatted(frame + 100));
    guest.fails(15, "SHA-256", "snap damaged");
    guest.aliveWithoutAGap();
    guest.fails(15, "SHA-256", "snap damaged-again");
    guest.aliveWithoutAGap();
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
    CaptureGuest.ended(snap.join(), 15, "signal");
    guest.aliveWithoutAGap();
    // By somebody else, who asks for nothing; the tool takes a return for a failure.
    guest.run("! kexec -e -x");
    guest.aliveWithoutAGap();
    guest.holdsNothing(CaptureGuest.DEVICE);
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
    CaptureGuest.ended(snap.join(), 16, "the dump's checksum is");
    guest.aliveWithoutAGap();
    assertThat(guest.succeed("list")).doesNotContain("cut");
  }

  @Test
  @Order(16)
  void fullMemoryIsNamed() throws IOException {
    guest.succeed("capture unload");
    guest.run(
        """
        mount -o remount,size=100% /dev/shm
        available=$(sed -n 's/^MemAvailable: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo)
        dd if=/dev/zero of=/dev/shm/filler bs=1M count=$((available / 1024 - 250)) 2>/dev/null
        """);
    guest.fails(21, "capture load --device", "snap crowded --dump-level 17");
    guest.fails(
        21,
        "MiB are available: free",
        "capture load --device " + CaptureGuest.DEVICE + " --memory 512");
    guest.fails(
        21,
        "too few whatever is freed",
        "capture load --device " + CaptureGuest.DEVICE + " --memory 1024");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    guest.run("rm /dev/shm/filler");
    guest.aliveWithoutAGap();
    assertThat(guest.run("dmesg")).doesNotContain("Out of memory", "WARNING:", "BUG:", "Oops");
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
}
