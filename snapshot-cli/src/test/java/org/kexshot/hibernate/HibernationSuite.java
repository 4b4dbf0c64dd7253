package org.kexshot.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.kexshot.lab.GuestArchitecture;

/** Systems that hibernate, and go on where they were when their machine is switched on again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HibernationSuite {
  private final GuestArchitecture architecture;
  private HibernationGuest machine;

  HibernationSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  @BeforeAll
  void boot() throws IOException {
    machine = HibernationGuest.boot(architecture, "hibernation", settings -> settings);
  }

  @AfterAll
  void shutDown() throws IOException {
    if (machine != null) {
      machine.close();
    }
  }

  @Test
  void aSystemGoesOnWhereItWas() throws IOException {
    machine.run("(i=0; while :; do echo $i; i=$((i+1)); usleep 100000; done) >/tmp/counter 2>&1 &");
    Path resuming = machine.resumingSystem("");
    machine.hibernate("");
    machine.resume(resuming);
    assertThat(machine.run("sleep 3; cat /tmp/hibernate")).contains("resumed at");
    assertThat(machine.run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
  }
}
