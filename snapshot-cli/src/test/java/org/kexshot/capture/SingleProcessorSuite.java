package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
import org.kexshot.kexec.BareMachine;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GdbStub;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;

/**
 * One processor: there and back, twice. Then every way in which a capture can fail, each with a
 * clear message and exit code, and A alive after each; what of it does not depend on the
 * architecture is seen on one of them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SingleProcessorSuite {
  static final String SMALL_DEVICE = "/dev/disk/by-id/virtio-small";
  static final Duration PATIENCE = Duration.ofMinutes(8);
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
    guest.serveCommands();
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

  final CompletableFuture<ExecResult> inBackground(String arguments) {
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
    String status = guest.succeed("capture status");
    String address = status.replaceAll("(?s).*list at (0x[0-9a-f]+).*", "$1");
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
