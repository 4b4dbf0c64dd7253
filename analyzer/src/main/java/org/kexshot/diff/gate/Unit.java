package org.kexshot.diff.gate;

/** What the number behind a condition's name counts. */
public enum Unit {
  /** There is no number. */
  NONE(""),
  /** Hundredths of what was there before. */
  PERCENT("%"),
  /** Objects. */
  COUNT("");

  private final String sign;

  Unit(String sign) {
    this.sign = sign;
  }

  /** What stands behind the number. */
  String sign() {
    return sign;
  }
}
