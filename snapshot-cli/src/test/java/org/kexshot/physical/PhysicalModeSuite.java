package org.kexshot.physical;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.kexec.BareMachine;
import org.kexshot.lab.GuestArchitecture;

/**
 * Programs in physical mode under a running system, which goes on after each: after those that
 * return, those that make exceptions, and those that never end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PhysicalModeSuite {
  private static final Pattern LINE =
      Pattern.compile("BIOS-e820: \\[mem 0x([0-9a-f]+)-0x([0-9a-f]+)\\] (.*)");

  private final GuestArchitecture architecture;
  private CaptureGuest guest;

  PhysicalModeSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  @BeforeAll
  void boot() throws IOException {
    guest =
        CaptureGuest.boot(
            architecture, "physical-mode", settings -> settings.withQemuOptions("-device", "VGA"));
    guest.startCounter();
    for (String name :
        List.of(
            "sum16",
            "sum32",
            "sum64",
            "divide32",
            "stack32",
            "invalid64",
            "loop16",
            "loop32",
            "loop64",
            "slow32",
            "physical32")) {
      guest.guest().shell().upload(BareMachine.program(name), "/tmp/" + name);
    }
    for (int bits : List.of(32, 64)) {
      guest
          .guest()
          .shell()
          .upload(BareMachine.executable("count" + bits), "/tmp/count%d.elf".formatted(bits));
    }
    guest.run("printf HAL >/tmp/hal");
    guest.serveCommands();
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  @AfterEach
  void theSystemGoesOn() throws IOException {
    guest.aliveWithoutAGap();
    guest.nothingIsLent();
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    assertThat(guest.run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
  }

  CaptureGuest guest() {
    return guest;
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void aProgramTakesInputAndGivesOutput(int bits) throws IOException {
    returns(bits);
  }

  void returns(int bits) throws IOException {
    guest.run("rm -f /tmp/out");
    JsonNode result =
        guest.json(
            "physical run /tmp/sum%d --entry %d --input /tmp/hal --output /tmp/out"
                .formatted(bits, bits));
    assertThat(result.path("end").asText()).isEqualTo("returned");
    assertThat(Long.decode(result.path("value").asText()) & 0xffff).isEqualTo('H' + 'A' + 'L');
    assertThat(result.path("guarded").asBoolean()).isTrue();
    assertThat(guest.run("cat /tmp/out; stat -c %a /tmp/out")).isEqualTo("IBM600\n");
  }

  /** The kernel's own text, read past its page tables. */
  @Test
  void physicalMemoryIsWithinReach() throws IOException {
    guest.run(
        """
        start=$(sed -n 's/^ *\\([0-9a-f]*\\)-.* : Kernel code$/\\1/p' /proc/iomem)
        printf "\\\\x$(echo $start | cut -c7-8)\\\\x$(echo $start | cut -c5-6)" >/tmp/place
        printf "\\\\x$(echo $start | cut -c3-4)\\\\x$(echo $start | cut -c1-2)" >>/tmp/place
        """);
    String value =
        guest.json("physical run /tmp/physical32 --input /tmp/place").path("value").asText();
    String told =
        guest
            .run(
                "start=$(sed -n 's/^ *\\([0-9a-f]*\\)-.* : Kernel code$/\\1/p' /proc/iomem);"
                    + " dd if=/dev/mem bs=4 count=1 skip=$((0x$start / 4)) 2>/dev/null | od -An -tx4")
            .strip();
    assertThat(Long.decode(value)).isEqualTo(Long.parseLong(told, 16));
  }

  @ParameterizedTest
  @ValueSource(strings = {"divide32", "stack32"})
  void anExceptionEndsIt(String program) throws IOException {
    faults(program, program.equals("divide32") ? "divide error" : "vector");
  }

  void faults(String program, String message) throws IOException {
    var result =
        guest.kexshot(
            "physical run /tmp/%s --entry %s"
                .formatted(program, program.substring(program.length() - 2)));
    assertThat(result.exitCode()).as(result.errorText()).isEqualTo(24);
    assertThat(result.text()).contains(message).contains("the system goes on");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void whatNeverEndsIsEnded(int bits) throws IOException {
    hangs(bits);
  }

  void hangs(int bits) throws IOException {
    var result =
        guest.kexshot("physical run /tmp/loop%d --entry %d --limit 1".formatted(bits, bits));
    assertThat(result.exitCode()).as(result.errorText()).isEqualTo(24);
    assertThat(result.text()).contains("ended after 1 s, at 0x1;");
  }

  @Test
  void ticksLeaveAProgramAlone() throws IOException {
    assertThat(guest.json("physical run /tmp/slow32").path("value").asText())
        .isEqualTo("0x" + Integer.toHexString(Float.floatToIntBits((float) Math.PI)));
  }

  @Test
  void itRunsAgainAndAgain() throws IOException {
    JsonNode result = guest.json("physical run /tmp/sum32 --repeat 10");
    assertThat(result.path("runs").asInt()).isEqualTo(10);
    assertThat(result.path("pauseMillis").asInt()).isPositive();
  }

  /** What it counts is in its own memory, which A exchanges with its image at each jump. */
  @Test
  void aLoadedProgramIsEnteredAgainAndAgain() throws IOException {
    JsonNode loaded =
        guest.json("load --args-none --preserve-context /tmp/count%d.elf".formatted(bits()));
    assertThat(loaded.path("format").asText()).isEqualTo("program");
    assertThat(loaded.path("entry").asText()).isEqualTo("0x400000");
    for (int call = 1; call <= 3; call++) {
      assertThat(guest.json("jump").path("pauseMillis").asInt()).isPositive();
      assertThat(
              guest
                  .run("dd if=/dev/mem bs=16 count=1 skip=79 2>/dev/null | od -An -tu4")
                  .split("\\s+"))
          .as("counter, calls, and what was in its registers")
          .startsWith("", Integer.toString(40 + call), Integer.toString(call), "0");
    }
    whileItIsLoaded();
    guest.succeed("unload");
    guest.fails(11, "no image is loaded", "jump");
  }

  /** What else is to be seen while the user's own program is loaded. */
  void whileItIsLoaded() throws IOException {}

  int bits() {
    return architecture == GuestArchitecture.X86_64 ? 64 : 32;
  }

  @Test
  void aJumpThatEndsTheSystemIsAskedFor() throws IOException {
    JsonNode loaded = guest.json("load --args-none /tmp/count%d.elf".formatted(bits()));
    assertThat(loaded.path("comesBack").asBoolean()).isFalse();
    guest.fails(2, "--no-return", "jump");
    guest.succeed("unload");
  }

  @Test
  void aProgramOfAnotherArchitectureIsRefused() throws IOException {
    guest.fails(27, "it is for", "load --args-none /tmp/count%d.elf".formatted(96 - bits()));
  }

  @Test
  void theBiosTellsTheMapThatTheKernelBootedWith() throws IOException {
    List<String> told = new ArrayList<>();
    Matcher lines = LINE.matcher(guest.run("dmesg"));
    while (lines.find()) {
      long start = Long.parseLong(lines.group(1), 16);
      long bytes = Long.parseLong(lines.group(2), 16) + 1 - start;
      told.add("%x %d %s".formatted(start, bytes, lines.group(3).replace("usable", "RAM")));
    }
    List<String> found = new ArrayList<>();
    for (JsonNode entry : guest.json("physical e820").path("entries")) {
      found.add(
          "%x %d %s"
              .formatted(
                  Long.decode(entry.path("start").asText()),
                  entry.path("bytes").asLong(),
                  entry.path("kind").asText()));
    }
    assertThat(found).isEqualTo(told).hasSizeGreaterThan(3);
  }

  @Test
  void theVideoBiosAndTheDisksAreAsked() throws IOException {
    JsonNode video = guest.json("physical vbe");
    assertThat(video.path("version").asText()).isEqualTo("3.0");
    assertThat(video.path("modes").size()).isGreaterThan(10);
    JsonNode disks = guest.json("physical edd").path("disks");
    assertThat(disks.size()).isPositive();
    long sectors = Long.parseLong(guest.run("cat /sys/block/vda/size").strip());
    assertThat(disks.findValuesAsText("sectors")).contains(Long.toString(sectors));
  }

  @Test
  void aCallOfTheBios() throws IOException {
    assertThat(guest.succeed("physical bios 0x12")).contains("eax 0x0000027f", "carry is clear");
    guest.run("printf 0123456789abcdefghij >/tmp/block");
    JsonNode answer =
        guest.json(
            "physical bios 0x15 --eax 0xe820 --edx 0x534d4150 --ecx 20 --edi buffer --input /tmp/block --buffer 24");
    assertThat(answer.path("registers").path("eax").asText()).isEqualTo("0x534d4150");
    assertThat(answer.path("registers").path("ecx").asText()).isEqualTo("0x00000014");
    assertThat(answer.path("buffer").asText()).startsWith("0000000000000000").hasSize(48);
  }
}
