package org.kexshot.capture.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.CommandRun;
import org.kexshot.qemu.QemuException;
import org.kexshot.qemu.Qmp;

/**
 * A machine of QEMU's without a disk: its firmware runs, and says that there is nothing to boot.
 */
class QemuGuestIT {
  private static final int MEMORY = 24 << 20;

  @TempDir private Path directory;
  private Process qemu;
  private Path socket;
  private Qmp other;

  @BeforeEach
  void start() throws Exception {
    socket = directory.resolve("outside");
    Path second = directory.resolve("inside");
    qemu =
        new ProcessBuilder(
                List.of(
                    "qemu-system-x86_64",
                    "-nodefaults",
                    "-no-user-config",
                    "-display",
                    "none",
                    "-accel",
                    "tcg",
                    "-m",
                    (MEMORY >> 20) + "M",
                    "-qmp",
                    "unix:" + socket + ",server=on,wait=off",
                    "-qmp",
                    "unix:" + second + ",server=on,wait=off"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("qemu.log").toFile())
            .start();
    other = connect(second);
  }

  /** A socket has its name some time before QEMU listens to it; this is the second of two. */
  private Qmp connect(Path path) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        return Qmp.connect(path);
      } catch (IOException notYet) {
        if (!qemu.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(Files.readString(directory.resolve("qemu.log")), notYet);
        }
        Thread.sleep(20);
      }
    }
  }

  @AfterEach
  void end() throws Exception {
    qemu.destroyForcibly().waitFor();
    if (other != null) {
      other.close();
    }
  }

  @Test
  void tellsHowLongTheGuestStoodStill() throws IOException {
    try (QemuGuest guest = QemuGuest.connect(socket);
        MemoryStream memory = guest.takeMemory()) {
      assertThat(memory.readNBytes(4)).isEqualTo(new byte[] {0x7f, 'E', 'L', 'F'});
      // QEMU writes, and answers nothing until somebody has read the rest.
      assertThat(guest.memoryBytes()).isEqualTo(MEMORY);
      assertThat(memory.readAllBytes()).hasSizeGreaterThan(MEMORY);
      assertThat(memory.finish().pause()).get().isNotEqualTo(Duration.ZERO);
    }
    assertThat(other.status()).isEqualTo("running");
  }

  @Test
  void aGuestThatStoodStillBeforeStaysSo() throws IOException {
    other.stop();
    try (QemuGuest guest = QemuGuest.connect(socket);
        MemoryStream memory = guest.takeMemory()) {
      memory.readAllBytes();
      assertThat(memory.finish().pause()).isEmpty();
    }
    assertThat(other.status()).isEqualTo("paused");
  }

  /** As if this process had been killed, or the disk were full. */
  @Test
  void theGuestGoesOnWhenNobodyReadsAnyMore() throws Exception {
    try (QemuGuest guest = QemuGuest.connect(socket);
        MemoryStream memory = guest.takeMemory()) {
      assertThat(memory.readNBytes(100_000)).hasSize(100_000);
      stopReading(memory);
      assertThatThrownBy(memory::finish)
          .isInstanceOf(QemuException.class)
          .hasMessageContaining("dump-guest-memory");
    }
    assertThat(other.status()).isEqualTo("running");
    tellsHowLongTheGuestStoodStill();
  }

  private static void stopReading(MemoryStream memory) throws IOException {
    memory.close();
  }

  /** The reader must not wait for what QEMU will never write. */
  @Test
  void saysSoWhenQemuIsGone() throws Exception {
    try (QemuGuest guest = QemuGuest.connect(socket);
        MemoryStream memory = guest.takeMemory()) {
      memory.readNBytes(10);
      qemu.destroyForcibly().waitFor();
      assertThatThrownBy(() -> finish(memory))
          .isInstanceOf(QemuException.class)
          .hasMessageContaining("closed");
    }
  }

  private static void finish(MemoryStream memory) throws IOException {
    memory.readAllBytes();
    memory.finish();
  }

  @Test
  void anyGuestIsStoredWhole() throws IOException {
    String repository = repository();
    String guest = "qemu:" + socket;
    CommandRun byLevel = snap("--of", guest, "--repository", repository, "firmware");
    assertThat(byLevel.code()).as(byLevel.err()).isEqualTo(9);
    assertThat(byLevel.err()).contains("the kernel cannot be found", "-d 0");
    CommandRun whole = snap("--of", guest, "-d", "0", "--repository", repository, "firmware");
    assertThat(whole.code()).as(whole.err()).isZero();
    assertThat(whole.out()).contains("by method qemu");
    assertThat(CommandRun.of("verify", "--repository", repository).code()).isZero();
    assertThat(directory.resolve("repository/temporary")).isEmptyDirectory();
    assertThat(other.status()).isEqualTo("running");
  }

  @Test
  void whatMeansNothingToAGuestIsRefused() {
    CommandRun refused = snap("--of", "qemu:" + socket, "--method", "memory", "x");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("--of: a guest's memory is taken from outside");
    assertThat(snap("--of", "xen:4", "x").err()).contains("give qemu:SOCKET");
  }

  @Test
  void aSocketThatIsTakenIsNotWaitedForForEver() throws IOException {
    try (QemuGuest first = QemuGuest.connect(socket)) {
      assertThat(first.memoryBytes()).isEqualTo(MEMORY);
      assertThatThrownBy(() -> QemuGuest.connect(socket))
          .isInstanceOf(QemuException.class)
          .hasMessageContaining("has another client");
    }
    CommandRun nobody = snap("--of", "qemu:" + directory.resolve("none"), "-r", repository(), "x");
    assertThat(nobody.code()).as(nobody.err()).isEqualTo(29);
    assertThat(nobody.err()).contains("QEMU cannot be reached", "No such file or directory");
  }

  private String repository() {
    return directory.resolve("repository").toString();
  }

  private static CommandRun snap(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "snap";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return CommandRun.of(arguments);
  }
}
