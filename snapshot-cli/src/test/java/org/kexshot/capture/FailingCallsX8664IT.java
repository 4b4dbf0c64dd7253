package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.Fault;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;

/**
 * System calls that fail while a snapshot is taken, and a process that is killed in one: strace(1)
 * sees to either. Whatever it is, A goes on, what failed is told in a line, nothing stays taken,
 * and what was taken is stored. None of it depends on the architecture.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailingCallsX8664IT {
  /**
   * An image, huge pages, files of a repository, and more locked memory than is given back later.
   */
  private static final String TAKEN =
      """
      cat /sys/kernel/kexec_loaded /proc/sys/vm/nr_hugepages
      ls -A /var/lib/kexshot/temporary
      awk '/^Mlocked/ && $2 > 1024' /proc/meminfo
      """;

  private CaptureGuest guest;

  private void requireNothingTaken() throws IOException {
    assertThat(guest.run(TAKEN)).isEqualTo("0\n0\n");
  }

  @BeforeAll
  void boot() throws IOException {
    guest = CaptureGuest.boot(GuestArchitecture.X86_64, "failing", settings -> settings);
    guest.startCounter();
    guest.serveCommands();
    guest.succeed("snap first --dump-level 31");
    requireNothingTaken();
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  @AfterEach
  void theMachineGoesOn() throws IOException {
    guest.aliveWithoutAGap();
  }

  /** Runs a command of which system calls fail as strace(1)'s {@code inject} says. */
  private ExecResult failing(String fault, String arguments) throws IOException {
    String call = fault.substring(0, fault.indexOf(':'));
    return guest
        .guest()
        .shell()
        .exec(
            "strace -f -qq -o /dev/null -e trace=%s -e inject=%s /opt/kexshot/bin/kexshot %s"
                .formatted(call, fault, arguments),
            CaptureGuest.PATIENCE);
  }

  /** Before the jump there is nothing to lose: the command says what failed. */
  @ParameterizedTest
  @Order(1)
  @CsvSource(
      delimiter = '|',
      value = {
        "kexec_load:error=EPERM:when=1 | 10 | kexec_load(",
        "reboot:error=EBUSY | 14 | reboot(LINUX_REBOOT_CMD_KEXEC)",
        "mlock:error=ENOMEM:when=2 | 21 | mlock("
      })
  void aSnapshotThatCannotBeTakenIsRefused(String fault, int code, String message)
      throws IOException {
    CaptureGuest.ended(failing(fault, "snap refused --dump-level 31"), code, message);
    requireNothingTaken();
  }

  /** What was taken is stored, and what could not be done besides is told. */
  @Fault("A snapshot is lost where the kernel is too busy to unload the program that took it")
  @Test
  @Order(2)
  void aSnapshotWhoseProgramStaysLoadedIsStored() throws IOException {
    ExecResult stored = failing("kexec_load:error=EPERM:when=2+", "snap stored --dump-level 31");
    assertThat(stored.exitCode()).as(stored.errorText()).isZero();
    assertThat(stored.text()).contains("could not be unloaded", "kexec_load(");
    ExecResult next = guest.kexshot("snap next --dump-level 31");
    assertThat(next.exitCode()).as(next.errorText()).isZero();
    assertThat(next.errorText()).contains("its image was unloaded");
    requireNothingTaken();
  }

  /** The repository cannot be written to, but what was taken is kept in a file. */
  @Test
  @Order(3)
  void aSnapshotThatCannotBeStoredIsKept() throws IOException {
    ExecResult kept = failing("fdatasync,fsync:error=EIO:when=1", "snap kept --dump-level 31");
    CaptureGuest.ended(kept, 23, "kexshot import --label 'kept'");
    String file = kept.errorText().replaceAll("(?s).* (/\\S+\\.kdump)`.*", "$1");
    guest.succeed("import --label kept " + file);
    guest.run("rm " + file);
    requireNothingTaken();
  }

  /** Whatever a process leaves that is killed at the jump, the next command clears away. */
  @Test
  @Order(4)
  void theNextCommandClearsUpBehindAKilledOne() throws IOException {
    failing("reboot:signal=KILL", "snap killed --dump-level 31");
    guest.succeed("snap whole --dump-level 31");
    requireNothingTaken();
    assertThat(guest.succeed("verify --read-data")).contains("no damage");
  }
}
