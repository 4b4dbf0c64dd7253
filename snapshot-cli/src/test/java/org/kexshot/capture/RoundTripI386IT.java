package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;

/** With what does not depend on the architecture, and is seen once. */
class RoundTripI386IT extends RoundTripSuite {
  RoundTripI386IT() {
    super(GuestArchitecture.I386);
  }

  /**
   * Debian's own build of makedumpfile, the tool whose format it is, reads what is exported. It
   * gets the ELF core, for of i386 kernels without PAE it reads no kdump-compressed file, not even
   * its own.
   */
  @Test
  @Order(19)
  void makedumpfileAgreesWithTheExportedDump() throws IOException {
    guest.succeed("export memory-before /srv/dump.elf --format elf");
    String report =
        guest.run("makedumpfile -E -d 30 --message-level 16 /srv/dump.elf /srv/again.elf");
    assertThat(report)
        .as("what makedumpfile still excludes of a dump of level 31")
        .containsPattern("Excluded pages +: 0x0+\n")
        .containsPattern("User process data pages : 0x0+\n")
        .containsPattern("Free pages +: 0x0+\n");

    guest.run("makedumpfile --dump-dmesg /srv/dump.elf /srv/log");
    assertThat(guest.run("cat /srv/log")).isEqualTo(guest.succeed("dmesg memory-before"));

    guest.succeed("export memory-before /srv/dump.kdump");
    guest.run(
        "/opt/kexshot/bin/kexshot export memory-before - | makedumpfile -R /srv/joined.kdump");
    guest.run("cmp /srv/dump.kdump /srv/joined.kdump; rm /srv/*.elf /srv/*.kdump");
  }

  @Test
  @Order(16)
  void snapshotsInMemoryAreOfOneInstant() throws IOException {
    requireOneInstant("memory");
  }

  @Test
  @Order(12)
  void runTakesBothSnapshotsAndEndsWithTheCommandsCode() throws IOException {
    ExecResult result =
        guest.process(
            "run --dump-level 31 --label trial -- sh -c 'sleep 88888 >/dev/null & exit 42'");
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isEqualTo(42);
    // At that level the arguments, memory of the process, are unknown; its name is the kernel's.
    assertThat(result.text())
        .contains("trial-before", "trial-after")
        .containsPattern("\\+ +\\d+ +1 +0 +\\S +1 +sleep");
  }
}
