package org.kexshot.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void whatAProcessCallsItselfCannotSteerTheTerminal() {
    assertThat(Text.printable("\u001b[2Jgone\r\u009b")).isEqualTo("?[2Jgone??");
  }

  /** The kernel indents lines of its log with them. */
  @Test
  void tabsStay() {
    assertThat(Text.printable("rcu: \tRCU restricting\u0007")).isEqualTo("rcu: \tRCU restricting?");
  }
}
