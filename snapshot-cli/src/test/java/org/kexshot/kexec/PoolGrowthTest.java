package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoolGrowthTest {
  @Test
  void whatWasAskedForIsGivenBack() {
    assertThat(new PoolGrowth(0, 26).left(26, 26)).isEqualTo(26);
    assertThat(new PoolGrowth(10, 26).left(36, 30)).isEqualTo(26);
  }

  @Test
  void whatIsUsedOrOthersHadIsNot() {
    assertThat(new PoolGrowth(0, 26).left(26, 4)).as("the rest is used").isEqualTo(4);
    assertThat(new PoolGrowth(10, 26).left(12, 12)).as("the kernel gave two").isEqualTo(2);
    assertThat(new PoolGrowth(10, 26).left(4, 4)).as("somebody made it smaller").isZero();
  }
}
