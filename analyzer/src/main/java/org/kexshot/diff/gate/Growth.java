package org.kexshot.diff.gate;

/** Growth in hundredths. */
final class Growth {
  private Growth() {}

  /**
   * Whether {@code after} is more than so many hundredths above {@code before}; both below 2^53.
   */
  static boolean exceeds(long before, long after, long percent) {
    return (double) (after - before) * 100 > (double) before * percent;
  }
}
