package org.kexshot.capture.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.Main;

/**
 * A domain of a libvirt of this test's own: its daemon has a mount namespace in which all that
 * libvirt keeps is empty, so that another one on the machine is nothing to it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibvirtGuestIT {
  private static final String DOMAIN = "-bare domain";
  private static final int SECONDS = 120;

  @TempDir private static Path directory;
  private Process daemon;
  private String uri;

  @BeforeAll
  void start() throws Exception {
    Path socket = directory.resolve("libvirt-sock");
    Path settings = directory.resolve("libvirtd.conf");
    uri = "qemu+unix:///system?socket=" + socket;
    Files.writeString(
        settings,
        """
        unix_sock_dir = "%s"
        auth_unix_rw = "none"
        """
            .formatted(directory));
    daemon =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "sh",
                "-ec",
                "mkdir -p /run/libvirt /var/lib/libvirt /var/cache/libvirt /var/log/libvirt /etc/libvirt\n"
                    + "for each in /run /var/lib /var/cache /var/log /etc; do\n"
                    + "  mount -t tmpfs -o mode=755 none $each/libvirt\n"
                    + "done\n"
                    + "echo 'stdio_handler = \"file\"' >/etc/libvirt/qemu.conf\n"
                    + "exec libvirtd --config \"$0\" --pid-file \"$1\"",
                settings.toString(),
                directory.resolve("pid").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("libvirtd.log").toFile())
            .start();
    Path description = directory.resolve("domain.xml");
    Files.writeString(
        description,
        """
        <domain type='qemu'>
          <name>%s</name>
          <memory unit='MiB'>24</memory>
          <os><type arch='x86_64' machine='pc'>hvm</type></os>
          <seclabel type='none'/>
          <devices><emulator>/usr/bin/qemu-system-x86_64</emulator></devices>
        </domain>
        """
            .formatted(DOMAIN));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    Run created = run("virsh", "create", description.toString());
    while (created.code() != 0) {
      assertThat(daemon.isAlive() && System.nanoTime() < deadline)
          .as(created.said() + Files.readString(directory.resolve("libvirtd.log")))
          .isTrue();
      Thread.sleep(100);
      created = run("virsh", "create", description.toString());
    }
  }

  /** Whatever a test left of it. */
  @AfterEach
  void resume() throws Exception {
    run("virsh", "resume", "--domain=" + DOMAIN);
  }

  @AfterAll
  void end() throws Exception {
    run("virsh", "destroy", "--domain=" + DOMAIN);
    daemon.destroy();
    assertThat(daemon.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** What a program said and how it ended. */
  private record Run(int code, String said) {}

  private Run run(String... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("LIBVIRT_DEFAULT_URI", uri);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), said);
  }

  private Run kexshot(String... arguments) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    words.addAll(List.of(arguments));
    return run(words.toArray(String[]::new));
  }

  private String repository() {
    return directory.resolve("repository").toString();
  }

  private Run snap(String domain, String label) throws Exception {
    return kexshot("snap", label, "--of=libvirt:" + domain, "-d", "0", "-r", repository());
  }

  private String state() throws Exception {
    return run("virsh", "domstate", "--domain=" + DOMAIN).said().strip();
  }

  @Test
  void aDomainIsStoredAndGoesOn() throws Exception {
    Run stored = snap(DOMAIN, "running");
    assertThat(stored.code()).as(stored.said()).isZero();
    assertThat(stored.said()).contains("pause");
    assertThat(state()).isEqualTo("running");
    run("virsh", "suspend", "--domain=" + DOMAIN);
    Run paused = snap(DOMAIN, "paused");
    assertThat(paused.code()).as(paused.said()).isZero();
    assertThat(paused.said()).contains("the guest stood still before, and does so still");
    assertThat(state()).isEqualTo("paused");
    assertThat(kexshot("verify", "--read-data", "-r", repository()).code()).isZero();
    assertThat(directory.resolve("repository/temporary")).isEmptyDirectory();
  }

  /** What the firmware noted of the machine is read as QEMU's monitor reads it. */
  @Test
  void theMemoryIsTheDomains() throws Exception {
    run("virsh", "suspend", "--domain=" + DOMAIN);
    assertThat(snap(DOMAIN, "still").code()).isZero();
    Run monitor =
        run("virsh", "qemu-monitor-command", "--domain=" + DOMAIN, "--hmp", "--cmd=xp/8xb 0x410");
    assertThat(monitor.code()).as(monitor.said()).isZero();
    String expected = monitor.said().strip().replaceAll("^\\p{XDigit}+: ", "").replace("0x", "");
    Run read = kexshot("read", "-r", repository(), "--physical", "still", "0x410", "8");
    assertThat(read.said()).as(expected).contains(expected);
  }

  @Test
  void refusalsHaveLibvirtsWords() throws Exception {
    Run unknown = snap("nobody", "x");
    assertThat(unknown.code()).as(unknown.said()).isEqualTo(29);
    assertThat(unknown.said()).contains("failed to get domain 'nobody'");
    assertThat(unknown.said()).doesNotContain("\tat ");
  }

  /** As when this process is killed: nobody reads any more. */
  @Test
  void theDomainGoesOnWhenTheReaderIsGone() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Stalled.class.getName(),
            DOMAIN);
    builder.environment().put("LIBVIRT_DEFAULT_URI", uri);
    Process reader = builder.redirectErrorStream(true).start();
    assertThat(reader.getInputStream().read()).isEqualTo('r');
    assertThat(state()).isEqualTo("paused");
    reader.destroyForcibly().waitFor();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!state().equals("running")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  /** Begins to take a domain's memory, and never reads it. */
  static final class Stalled {
    private Stalled() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (LibvirtGuest guest = LibvirtGuest.connect(arguments[0]);
          MemoryStream memory = guest.takeMemory()) {
        memory.readNBytes(100_000);
        System.out.write('r');
        System.out.flush();
        Thread.sleep(TimeUnit.SECONDS.toMillis(SECONDS));
      }
    }
  }
}
