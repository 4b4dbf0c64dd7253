package org.kexshot.capture.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContiguousPagesTest {
  @Test
  void findsFramesThatFollowEachOther() {
    assertThat(ContiguousPages.run(new long[] {7, 9, 10, 12, 13, 14, 15}, 3)).isEqualTo(3);
    assertThat(ContiguousPages.run(new long[] {7, 9, 10}, 2)).isEqualTo(1);
    assertThat(ContiguousPages.run(new long[] {7}, 1)).isZero();
  }

  @Test
  void framesInDescendingOrderOrUnknownAreNone() {
    assertThat(ContiguousPages.run(new long[] {12, 11, 10}, 2)).isEqualTo(-1);
    assertThat(ContiguousPages.run(new long[] {-1, 0, 1}, 2)).isEqualTo(1);
    assertThat(ContiguousPages.run(new long[] {-1, -1, -1}, 1)).isEqualTo(-1);
    assertThat(ContiguousPages.run(new long[0], 1)).isEqualTo(-1);
  }
}
