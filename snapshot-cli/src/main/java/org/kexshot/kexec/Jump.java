package org.kexshot.kexec;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.kexshot.kexec.JumpException.Reason;
import org.kexshot.kexec.clock.ClockReading;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.kexec.clock.JumpTime;
import org.kexshot.linux.KernelLog;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;

/**
 * A jump that was made and came back.
 *
 * @param at A's wall clock just before
 * @param time how long it took, and what became of A's clocks
 */
public record Jump(Instant at, JumpTime time) {
  /**
   * Jumps into an image.
   *
   * @param clock measures the jump, and puts A's clock right when A is back
   * @throws JumpException {@link Reason#JUMP_REFUSED} if the kernel did not jump, with what its log
   *     says of that, {@link Reason#FOREIGN_IMAGE} if another image is loaded; A goes on
   */
  public static Jump into(OwnImage image, JumpClock clock) throws IOException {
    ClockReading before = enter(image, clock::read);
    return new Jump(before.realtime(), clock.since(before));
  }

  /**
   * Jumps into an image, and leaves the clocks to the caller. That it is this one that is loaded is
   * looked at last but for what is to be done: from there to the call another program has less than
   * a millisecond to load its own.
   *
   * @param last is done right before the jump
   * @return what that gave
   * @throws JumpException as {@link #into} does
   */
  public static <T> T enter(OwnImage image, Supplier<T> last) throws IOException {
    List<String> logBefore = log();
    image.requireLoaded();
    T done = last.get();
    try {
      SystemCalls.jump();
    } catch (SystemCallException e) {
      String why =
          Refusal.in(logBefore, log())
              .map(Refusal::inWords)
              .orElse("the kernel's log says which device or process refused");
      throw new JumpException(Reason.JUMP_REFUSED, e.getMessage() + "; " + why, e);
    }
    return done;
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
