package org.kexshot.kexec;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.kexshot.kexec.JumpException.Reason;
import org.kexshot.linux.KernelLog;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;

/**
 * A jump that was made and came back.
 *
 * @param at A's wall clock just before
 * @param pause from then until A ran again, by A's wall clock
 */
public record Jump(Instant at, Duration pause) {
  /**
   * Jumps into an image. That it is this one that is loaded is looked at last: from there to the
   * call another program has some microseconds to load its own.
   *
   * @throws JumpException {@link Reason#JUMP_REFUSED} if the kernel did not jump, with what its log
   *     says of that, {@link Reason#FOREIGN_IMAGE} if another image is loaded; A goes on
   */
  public static Jump into(OwnImage image) throws IOException {
    List<String> logBefore = log();
    Instant before = Instant.now();
    image.requireLoaded();
    try {
      SystemCalls.jump();
    } catch (SystemCallException e) {
      String why =
          Refusal.in(logBefore, log())
              .map(Refusal::inWords)
              .orElse("the kernel's log says which device or process refused");
      throw new JumpException(Reason.JUMP_REFUSED, e.getMessage() + "; " + why, e);
    }
    return new Jump(before, Duration.between(before, Instant.now()));
  }

  /** Empty where it cannot be read: the log is only there to explain. */
  private static List<String> log() {
    try {
      return KernelLog.newest();
    } catch (SystemCallException e) {
      return List.of();
    }
  }
}
