package org.kexshot.cli.render.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.store.manifest.PageCounts;

class PagesTextTest {
  @Fault(
      "Pages kept and excluded of a new snapshot make less than all, for zero pages are in neither")
  @Test
  void theNumbersMakeAllPages() {
    assertThat(PagesText.of(new PageCounts(1400, 120, 500, 4)))
        .isEqualTo("1,400 pages kept of 2,024 (120 zero, 500 excluded, 4 unreadable)");
    assertThat(PagesText.of(new PageCounts(64, 0, 0, 0))).isEqualTo("64 pages kept of 64");
  }

  @Test
  void pagesOfZerosAreNotAmongTheExcluded() {
    assertThat(PagesText.excluded(new TreeMap<>(Map.of("zero", 120L, "free", 1500L, "user", 0L))))
        .isEqualTo("1,500 free");
    assertThat(PagesText.excluded(Map.of("zero", 120L))).isEmpty();
  }
}
