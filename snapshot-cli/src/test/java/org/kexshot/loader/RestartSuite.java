package org.kexshot.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;

/** A kernel that is loaded as it is and takes the place of the running one. */
abstract class RestartSuite {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String BOOT = "cat /proc/sys/kernel/random/boot_id";

  private final GuestArchitecture architecture;

  RestartSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  @Test
  void aKernelTakesThisOnesPlace() throws IOException {
    Optional<Path> initrd = Lab.build(Lab.findProject(), architecture).initialFileSystem();
    try (CaptureGuest guest =
        CaptureGuest.boot(
            architecture, "restart", settings -> settings.withQemuOptions(disk(initrd)))) {
      String load = "load --append \"$(cat /proc/cmdline) restarted\" $(ls /boot/vmlinuz-*)";
      if (initrd.isPresent()) {
        guest.run("cat /dev/disk/by-id/virtio-initrd >/tmp/initrd");
        load += " --initrd /tmp/initrd";
      }
      guest.succeed(load);
      guest.fails(2, "--no-return", "jump");
      String memory = guest.run("grep 'System RAM' /proc/iomem");
      String boot = guest.run(BOOT);
      guest.run("(sleep 1; /opt/kexshot/bin/kexshot jump --no-return) >/dev/null 2>&1 &");
      awaitRestart(guest, boot);
      assertThat(guest.run("cat /proc/cmdline")).contains(" restarted");
      assertThat(guest.run("grep -c ^processor /proc/cpuinfo")).isEqualTo("2\n");
      assertThat(guest.run("grep 'System RAM' /proc/iomem")).isEqualTo(memory);
      assertThat(guest.run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
    }
  }

  private static String[] disk(Optional<Path> file) {
    return file.map(
            path ->
                new String[] {
                  "-drive",
                  "if=none,format=raw,id=initrd,readonly=on,file=" + path.toAbsolutePath(),
                  "-device",
                  "virtio-blk-pci,drive=initrd,serial=initrd"
                })
        .orElse(new String[0]);
  }

  private static void awaitRestart(CaptureGuest guest, String boot) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!guest.guest().console().contains("kexec_core: Starting new kernel")) {
      assertThat(guest.guest().awaitEnd(Duration.ofMillis(100))).isFalse();
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    guest.guest().shell().awaitReady(PATIENCE);
    assertThat(guest.run(BOOT)).isNotEqualTo(boot);
  }
}
