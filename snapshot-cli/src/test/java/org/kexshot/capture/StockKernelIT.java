package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.api.TestMethodOrder;
import org.kexshot.lab.CommandClient;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.Guest;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestSettings;
import org.kexshot.lab.Lab;

/**
 * A guest with Debian's own kernel: it cannot jump, so that its memory is read live, and is then
 * locked down as well.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StockKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String LOAD = "capture load --device /dev/disk/by-id/virtio-snapshot";
  private static Guest guest;
  private static CommandClient commands;

  @BeforeAll
  static void boot() throws IOException {
    Lab lab = Lab.stock(Lab.findProject(), GuestArchitecture.X86_64);
    Path directory = Files.createDirectories(lab.runDirectory("stock-kernel"));
    Path disk = directory.resolve("snapshot.img");
    Lab.createDisk(disk, 1L << 30);
    guest =
        Guest.start(
            lab,
            GuestSettings.in(directory).withToolkit(lab.toolkitImage()).withSnapshotDisk(disk));
    commands = CommandClient.start(guest);
  }

  @AfterAll
  static void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  @Test
  @Order(1)
  void checkNamesTheOption() throws IOException {
    ExecResult result = kexshot("check");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.text())
        .containsPattern("ok +CONFIG_KEXEC +y")
        .containsPattern("ok +lockdown")
        .containsPattern("NO +CONFIG_KEXEC_JUMP +not set")
        .contains("build the kernel with CONFIG_KEXEC_JUMP=y")
        .contains("`kexshot snap LABEL --method live`");
  }

  @Test
  @Order(2)
  void loadNamesTheOption() throws IOException {
    refused("CONFIG_KEXEC_JUMP: not set", "CONFIG_KEXEC_JUMP=y");
    assertThat(kexshot("snap none").errorText()).contains("`--method live` needs no jump");
    assertThat(kexshot("list").text()).doesNotContain("none");
  }

  @Test
  @Order(3)
  void liveSnapshotsShowWhatWasDone() throws IOException {
    assertThat(succeed("snap before --method live --dump-level 31"))
        .contains("not of one instant: taken over ", "no pause, by method live");
    guest
        .shell()
        .run(
            """
            sysctl -q -w kernel.panic=77
            nc -l -p 7077 </dev/null >/dev/null 2>&1 &
            until grep -q ':1BA5 .* 0A ' /proc/net/tcp /proc/net/tcp6; do usleep 100000; done
            """);
    succeed("snap after --method live --dump-level 31");
    List<String> loaded =
        guest.shell().run("cut -d' ' -f1 /proc/modules").lines().sorted().toList();
    JsonNode modules = new ObjectMapper().readTree(succeed("modules after --json")).get("modules");
    assertThat(modules.findValuesAsText("name").stream().sorted().toList()).isEqualTo(loaded);
    // A process that came or went just then may have torn the list, which 17 says.
    ExecResult ps = kexshot("ps after --json");
    assertThat(ps.exitCode()).as(ps.text() + ps.errorText()).isIn(0, 17);
    JsonNode processes = new ObjectMapper().readTree(ps.text()).get("processes");
    assertThat(processes.findValuesAsText("name")).contains("kthreadd", "java", "nc");
    assertThat(succeed("diff before after")).contains("not of one instant", "kernel.panic", "7077");
    assertThat(succeed("show after")).contains("not of one instant", "within the first");
    assertThat(succeed("list")).contains("Z ~", "~ not of one instant");
  }

  private static String succeed(String arguments) throws IOException {
    ExecResult result = kexshot(arguments);
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isZero();
    return result.text();
  }

  @Test
  @Order(4)
  void lockdownIsNamed() throws IOException {
    guest.shell().run("mount -t securityfs securityfs /sys/kernel/security");
    guest.shell().run("echo integrity >/sys/kernel/security/lockdown");
    assertThat(kexshot("check").text()).containsPattern("NO +lockdown.*integrity");
    refused("lockdown: none [integrity] confidentiality", "lockdown=none");
  }

  @Test
  @Order(5)
  void disabledLoadingIsNamed() throws IOException {
    guest.shell().run("sysctl -w kernel.kexec_load_disabled=1");
    refused("kexec_load_disabled: 1", "sysctl.d");
  }

  @Test
  @Order(6)
  void lockedDownMemoryIsNotReadLive() throws IOException {
    guest.shell().run("echo confidentiality >/sys/kernel/security/lockdown");
    assertThat(kexshot("check").text())
        .contains("cannot be read while it runs", "[confidentiality]");
    ExecResult snap = kexshot("snap none --method live");
    assertThat(snap.exitCode()).as(snap.text() + snap.errorText()).isEqualTo(32);
    assertThat(snap.errorText()).contains("[confidentiality]").doesNotContain("\tat ");
    assertThat(kexshot("snap none").errorText()).doesNotContain("--method live");
  }

  private static void refused(String... words) throws IOException {
    for (String command : List.of(LOAD, "snap none", "snap none --method memory")) {
      ExecResult result = kexshot(command);
      assertThat(result.exitCode()).as(result.text() + result.errorText()).isEqualTo(10);
      assertThat(result.errorText()).contains(words).doesNotContain("\tat ");
    }
  }

  private static ExecResult kexshot(String arguments) throws IOException {
    return commands.exec(arguments, PATIENCE);
  }
}
