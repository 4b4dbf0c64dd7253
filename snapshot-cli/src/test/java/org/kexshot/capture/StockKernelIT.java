package org.kexshot.capture;

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
import org.junit.jupiter.api.TestMethodOrder;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.Guest;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestSettings;
import org.kexshot.lab.Lab;

/** A guest with Debian's own kernel: it cannot jump, and is then locked down as well. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StockKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String LOAD = "capture load --device /dev/disk/by-id/virtio-snapshot";
  private static Guest guest;

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
        .contains("build the kernel with CONFIG_KEXEC_JUMP=y");
  }

  @Test
  @Order(2)
  void loadNamesTheOption() throws IOException {
    refused("CONFIG_KEXEC_JUMP: not set", "CONFIG_KEXEC_JUMP=y");
  }

  @Test
  @Order(3)
  void lockdownIsNamed() throws IOException {
    guest.shell().run("mount -t securityfs securityfs /sys/kernel/security");
    guest.shell().run("echo integrity >/sys/kernel/security/lockdown");
    assertThat(kexshot("check").text()).containsPattern("NO +lockdown.*integrity");
    refused("lockdown: none [integrity] confidentiality", "lockdown=none");
  }

  @Test
  @Order(4)
  void disabledLoadingIsNamed() throws IOException {
    guest.shell().run("sysctl -w kernel.kexec_load_disabled=1");
    refused("kexec_load_disabled: 1", "sysctl.d");
  }

  private static void refused(String... words) throws IOException {
    for (String command : List.of(LOAD, "snap none", "snap none --method memory")) {
      ExecResult result = kexshot(command);
      assertThat(result.exitCode()).as(result.text() + result.errorText()).isEqualTo(10);
      assertThat(result.errorText()).contains(words).doesNotContain("\tat ");
    }
  }

  private static ExecResult kexshot(String arguments) throws IOException {
    return guest.shell().exec("/opt/kexshot/bin/kexshot " + arguments, PATIENCE);
  }
}
