package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kexshot.filter.PageKind;

/** The names are part of the snapshot device's format and of JSON. */
class CaptureFiguresTest {
  private static final CaptureFigures.Times TIMES =
      new CaptureFigures.Times(
          Duration.ofNanos(1_999_999), Duration.ofMillis(20), Duration.ofMillis(300));

  private static final CaptureFigures OF_KERNEL =
      CaptureFigures.ofKernel(kind -> 100 + kind.ordinal(), 7, 3, TIMES);

  private static final CaptureFigures OF_PROGRAM =
      CaptureFigures.ofProgram(kind -> 100 + kind.ordinal(), 7, 12_345);

  @Test
  void aCaptureKernelsFiguresHaveNames() {
    assertThat(OF_KERNEL.byName().toString())
        .isEqualTo(
            "{ms.filter=20, ms.until-begun=1, ms.write=300, pages.cache=102,"
                + " pages.cache-private=103, pages.capture=7, pages.free=105, pages.hwpoison=106,"
                + " pages.kept=100, pages.offline=107, pages.unreadable=3, pages.user=104,"
                + " pages.zero=101}");
  }

  @Test
  void aProgramsFiguresHaveNames() {
    assertThat(OF_PROGRAM.byName().toString())
        .isEqualTo(
            "{cycles.copy=12345, pages.cache=102, pages.cache-private=103, pages.capture=7,"
                + " pages.free=105, pages.hwpoison=106, pages.kept=100, pages.offline=107,"
                + " pages.user=104, pages.zero=101}");
  }

  @Test
  void whatHasNamesIsReadBack() {
    assertThat(CaptureFigures.of(OF_PROGRAM.byName())).isEqualTo(OF_PROGRAM);
    assertThat(CaptureFigures.of(OF_KERNEL.byName()).byName()).isEqualTo(OF_KERNEL.byName());
  }

  @Test
  void whatIsKeptIsNotExcluded() {
    assertThat(OF_KERNEL.excluded())
        .doesNotContainKey("kept")
        .containsEntry("free", 105L)
        .containsEntry("capture", 7L)
        .containsEntry("unreadable", 3L)
        .hasSize(PageKind.values().length + 1);
    assertThat(OF_PROGRAM.excluded()).doesNotContainKey("unreadable");
  }

  /** As an agent of another version may write them. */
  @Test
  void whatIsMissingIsNotCounted() {
    CaptureFigures few = CaptureFigures.of(Map.of("pages.kept", 5L, "pages.new-kind", 6L));
    assertThat(few.pages()).isEqualTo(Map.of(PageKind.KEPT, 5L));
    assertThat(few.times()).isEmpty();
    assertThat(few.unreadablePages()).isEmpty();
  }
}
