package org.kexshot.cli.argument;

/** Whether the wall clock is put right after a jump. */
public final class KeepClockOption {
  private KeepClockOption() {}

  public static Argument<Boolean> of(Arguments arguments) {
    return arguments.flag(
        "--keep-clock",
        "Leave the wall clock as the kernel sets it after the jump, to a second; else it is put right.");
  }
}
