package org.kexshot.diff.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MovedAddressesTest {
  private static final long TEXT = 0xffffffff9c000000L;
  private static final long DISTANCE = -0xf000000L;
  private static final MovedAddresses MOVED =
      new MovedAddresses(TEXT, TEXT + 0x1000000, DISTANCE, true);

  @Test
  void anAddressInTheKernelIsTheSameIfItMovedAsFar() {
    assertThat(MOVED.mayBeSame(TEXT + 8, TEXT + 8 + DISTANCE)).isTrue();
    assertThat(MOVED.mayBeSame(TEXT + 8, TEXT + 16 + DISTANCE)).isFalse();
    assertThat(MOVED.mayBeSame(TEXT + 8, TEXT + 8)).isFalse();
  }

  @Test
  void whatIsAllocatedLiesWhereEachBootHasIt() {
    long object = 0xffff888003a41000L;
    assertThat(MOVED.mayBeSame(object, 0xffff9fc980034000L)).isTrue();
    assertThat(MOVED.mayBeSame(object, 0)).isFalse();
    assertThat(MOVED.mayBeSame(0, object)).isFalse();
    assertThat(MOVED.mayBeSame(object, TEXT + 8 + DISTANCE)).as("an object for none").isFalse();
    assertThat(MOVED.mayBeSame(TEXT + 8, object)).isFalse();
  }

  @Test
  void numbersAreNoAddresses() {
    assertThat(MOVED.mayBeSame(1, 2)).isFalse();
    assertThat(MOVED.mayBeSame(-1, -2)).isFalse();
    assertThat(MOVED.mayBeSame(-1, 0xffff888003a41000L)).isFalse();
    MovedAddresses narrow = new MovedAddresses(0xc1000000L, 0xc2000000L, 0x1000000, false);
    assertThat(narrow.mayBeSame(0xc1000010L, 0xc2000010L)).isTrue();
    assertThat(narrow.mayBeSame(0xf0000000L, 0xf1000000L)).isFalse();
    assertThat(MovedAddresses.NONE.mayBeSame(TEXT, TEXT + DISTANCE)).isFalse();
  }
}
