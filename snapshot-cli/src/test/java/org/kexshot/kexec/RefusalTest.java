package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalTest {
  /** As Linux 6.1 wrote them. */
  private static final String FROZEN =
      "<6>[   41.301201] Freezing user space processes ... (elapsed 0.002 seconds) done.";

  private static final String DEVICE =
      "<3>[   41.303190] stubborn stubborn: PM: failed to freeze: error -16";
  private static final String PROCESS =
      "<3>[   20.084510] Freezing of tasks failed after 2.004 seconds (1 tasks refusing to freeze,"
          + " wq_busy=0):";
  private static final String TASK =
      "<6>[   20.084953] task:sh              state:D stack:0     pid:97    ppid:87    "
          + " flags:0x00000006";
  private static final List<String> TRACE =
      List.of(
          "<6>[   20.085305] Call Trace:",
          "<6>[   20.085801]  __schedule+0x1fd/0x5b0",
          "<6>[   20.086191]  schedule+0x4b/0xb0",
          "<6>[   20.086500]  ? percpu_is_read_locked+0x50/0x50",
          "<6>[   20.086479]  percpu_rwsem_wait+0xf5/0x120",
          "<6>[   20.086678]  __percpu_down_read+0x57/0x60",
          "<6>[   20.087648] EIP: 0xb7f04549");

  @Test
  void namesTheDeviceAndItsDriver() {
    assertThat(inWords(FROZEN, DEVICE))
        .isEqualTo(
            "device stubborn (driver stubborn) would not freeze; the kernel's log says: stubborn"
                + " stubborn: PM: failed to freeze: error -16");
  }

  @Test
  void namesTheTaskAndWhereItWaits() {
    List<String> lines = new ArrayList<>(List.of(FROZEN, PROCESS, TASK));
    lines.addAll(TRACE);
    assertThat(inWords(lines.toArray(String[]::new)))
        .startsWith("task sh (pid 97, parent 87, state D, in percpu_rwsem_wait) would not freeze;")
        .contains("Freezing of tasks failed after 2.004 seconds");
  }

  /** Linux 6.12 and later tell more of a task, and names may have spaces. */
  @Test
  void namesEachTaskWhateverTheKernelAddsToTheLine() {
    assertThat(
            inWords(
                "[ 9.1] Freezing user space processes failed after 20.001 seconds (2 tasks refusing"
                    + " to freeze, wq_busy=1):",
                "[ 9.1] workqueue events_freezable: flags=0x4",
                "[ 9.1] task:Web Content     state:D stack:0     pid:12    tgid:11    ppid:1"
                    + "      task_flags:0x400040 flags:0x00004006",
                "[ 9.1] task:nfs             state:D stack:0     pid:13    tgid:13    ppid:2"
                    + "      task_flags:0x400040 flags:0x00004006",
                "[ 9.1]  rpc_wait_bit_killable+0x10/0x70"))
        .startsWith(
            "workqueue events_freezable, task Web Content (pid 12, parent 1, state D), task nfs (pid"
                + " 13, parent 2, state D, in rpc_wait_bit_killable) would not freeze;");
  }

  @Test
  void namesSomeOfMany() {
    List<String> lines = new ArrayList<>(List.of(PROCESS));
    for (int i = 0; i < 14; i++) {
      lines.add(TASK);
    }
    assertThat(inWords(lines.toArray(String[]::new)))
        .contains(", 4 more, see dmesg would not freeze");
  }

  @Test
  void showsTheLineWhereNobodyIsNamed() {
    assertThat(inWords("[ 1.0] PM: Image mismatch: failed"))
        .isEqualTo("the kernel's log says: PM: Image mismatch: failed");
  }

  @Test
  void takesNoRefusalFromBefore() {
    assertThat(Refusal.in(List.of(DEVICE), List.of(DEVICE, FROZEN))).isEmpty();
    assertThat(Refusal.in(List.of(DEVICE), List.of())).isEmpty();
  }

  @Test
  void aLogThatWentRoundMeanwhileIsSearchedWhole() {
    assertThat(Refusal.in(List.of("<6>[ 1.0] gone"), List.of(FROZEN, DEVICE))).isPresent();
  }

  private static String inWords(String... after) {
    List<String> log = new ArrayList<>(List.of("<6>[ 1.0] before"));
    log.addAll(List.of(after));
    return Refusal.in(log.subList(0, 1), log).orElseThrow().inWords();
  }
}
