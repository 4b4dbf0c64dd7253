package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JumpTest {
  /** As Linux 6.1 wrote them. */
  private static final String FROZEN =
      "<6>[   41.301201] Freezing user space processes ... (elapsed 0.002 seconds) done.";

  private static final String DEVICE =
      "<3>[   41.303190] stubborn stubborn: PM: failed to freeze: error -16";
  private static final String PROCESS =
      "<3>[   62.2] Freezing of tasks failed after 20.005 seconds (1 tasks refusing to freeze):";

  @Test
  void findsTheDeviceThatRefused() {
    assertThat(Jump.refusal(List.of("<6>[ 1.0] a"), List.of("<6>[ 1.0] a", FROZEN, DEVICE)))
        .contains("stubborn stubborn: PM: failed to freeze: error -16");
  }

  @Test
  void findsTheProcessThatRefused() {
    assertThat(Jump.refusal(List.of(), List.of(PROCESS)).orElseThrow())
        .startsWith("Freezing of tasks failed after 20.005 seconds");
  }

  @Test
  void takesNoRefusalFromBefore() {
    assertThat(Jump.refusal(List.of(DEVICE), List.of(DEVICE, FROZEN))).isEmpty();
    assertThat(Jump.refusal(List.of(DEVICE), List.of())).isEmpty();
  }

  @Test
  void aLogThatWentRoundMeanwhileIsSearchedWhole() {
    assertThat(Jump.refusal(List.of("<6>[ 1.0] gone"), List.of(FROZEN, DEVICE))).isPresent();
  }
}
