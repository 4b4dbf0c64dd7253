package org.kexshot.capture.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.kexec.JumpException;

/** Which way out is named where a machine cannot jump. */
class MethodChoiceTest {
  private static final JumpException CANNOT =
      new JumpException(JumpException.Reason.CANNOT_JUMP, "the running kernel cannot jump");

  @Test
  void liveIsNamedWhereItWorks() {
    JumpException named = MethodChoice.withWayOut(CANNOT, Optional.empty());
    assertThat(named.reason()).isEqualTo(JumpException.Reason.CANNOT_JUMP);
    assertThat(named)
        .hasMessageStartingWith("the running kernel cannot jump. `--method live`")
        .hasMessageContaining("not of one instant");
  }

  @Test
  void andNowhereElse() {
    assertThat(MethodChoice.withWayOut(CANNOT, Optional.of("locked down"))).isSameAs(CANNOT);
    JumpException busy = new JumpException(JumpException.Reason.BUSY, "busy");
    assertThat(MethodChoice.withWayOut(busy, Optional.empty())).isSameAs(busy);
  }
}
