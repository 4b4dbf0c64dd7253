package org.kexshot.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.GuestArchitecture;

/** Hibernation of a machine with one processor and a capture kernel that restarts it. */
abstract class SingleProcessorHibernationSuite {
  private final GuestArchitecture architecture;

  SingleProcessorHibernationSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
  }

  @Test
  void aSystemGoesOnWhereItWas() throws IOException {
    try (HibernationGuest machine =
        HibernationGuest.boot(
            architecture, "hibernation-single", settings -> settings.withProcessors(1))) {
      machine.run("echo $$ >/tmp/shell; (sleep 100000 & echo $! >/tmp/sleeper) >/dev/null 2>&1");
      String boot = machine.run("cat /proc/sys/kernel/random/boot_id");
      machine.hibernate("--reboot --drop-cache");
      machine.resume(machine.resumingSystem("resuming", ""));
      assertThat(machine.run("cat /proc/sys/kernel/random/boot_id")).isEqualTo(boot);
      machine.run("kill -0 $(cat /tmp/sleeper)");
      machine.isBack();
    }
  }
}
