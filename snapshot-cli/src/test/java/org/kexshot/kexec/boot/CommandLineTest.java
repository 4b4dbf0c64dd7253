package org.kexshot.kexec.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void takesOverHowTheMachineIsDrivenAndNoMore() {
    assertThat(words("root=/dev/vda console=ttyS0,115200 pci=nomsi tsc=reliable quiet splash", 4))
        .contains("console=ttyS0,115200", "pci=nomsi", "tsc=reliable", "no5lvl")
        .doesNotContain("root=/dev/vda", "splash");
    assertThat(words("", 5)).doesNotContain("no5lvl");
  }

  /** A is gone if B panics, and a dump in one go may look like a lockup. */
  @Test
  void noWatchdogEndsTheCaptureKernel() {
    assertThat(words("softlockup_panic=1 nmi_watchdog=panic hung_task_panic=1", 4))
        .contains("nowatchdog")
        .noneMatch(word -> word.endsWith("_panic=1") || word.startsWith("nmi_watchdog"));
  }

  private static List<String> words(String running, int pagingLevels) {
    return List.of(CommandLine.of(running, 0x1000, 0x2000, 0x3000, pagingLevels).split(" "));
  }
}
