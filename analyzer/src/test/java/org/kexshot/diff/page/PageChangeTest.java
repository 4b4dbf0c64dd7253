package org.kexshot.diff.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kexshot.memory.PageState.EXCLUDED;
import static org.kexshot.memory.PageState.NOT_RAM;
import static org.kexshot.memory.PageState.PRESENT;
import static org.kexshot.memory.PageState.UNREADABLE;

import org.junit.jupiter.api.Test;
import org.kexshot.Fault;

class PageChangeTest {
  @Test
  void whatAnImageExcludedIsKnownInTheOtherAlone() {
    assertThat(PageChange.of(EXCLUDED, PRESENT, false)).isEqualTo(PageChange.APPEARED);
    assertThat(PageChange.of(PRESENT, EXCLUDED, false)).isEqualTo(PageChange.VANISHED);
    assertThat(PageChange.of(NOT_RAM, PRESENT, false)).isEqualTo(PageChange.APPEARED);
    assertThat(PageChange.of(EXCLUDED, EXCLUDED, false)).isEqualTo(PageChange.UNKNOWN);
  }

  /** As where a file was cut: what it has lost did not vanish from the machine. */
  @Fault("A page that is damaged in one image has come or gone")
  @Test
  void whatCannotBeReadHasNeitherComeNorGone() {
    assertThat(PageChange.of(PRESENT, UNREADABLE, false)).isEqualTo(PageChange.UNKNOWN);
    assertThat(PageChange.of(UNREADABLE, PRESENT, false)).isEqualTo(PageChange.UNKNOWN);
  }
}
