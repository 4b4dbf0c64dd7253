package org.kexshot.kexec;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.kexshot.kexec.JumpException.Reason;
import org.kexshot.kexec.clock.ClockReading;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.kexec.clock.JumpTime;
import org.kexshot.linux.KernelLog;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;

/**
 * A jump that was made and came back.
 *
 * @param at A's wall clock just before
 * @param time how long it took, and what became of A's clocks
 * @param imageLeft why the image, which was loaded for this jump alone, could not be unloaded after
 *     it; empty where it was, or is to stay
 */
public record Jump(Instant at, JumpTime time, Optional<String> imageLeft) {
  /** What is done with an image between its load and the jump. */
  @FunctionalInterface
  public interface Preparation {
    /** Nothing is. */
    Preparation NONE = image -> {};

    void prepare(OwnImage image) throws IOException;
  }

  /** Of an image that stays loaded. */
  public Jump(Instant at, JumpTime time) {
    this(at, time, Optional.empty());
  }

  /**
   * Loads an image of one segment, jumps into it once, and unloads it, not to be cut in two by a
   * signal. That it cannot be unloaded takes nothing from a jump that was made.
   *
   * @param clock measures the jump, and puts A's clock right when A is back
   * @throws JumpException as {@link #into} does, or {@link Reason#CANNOT_JUMP} if the kernel does
   *     not take the image
   */
  public static Jump once(
      JumpLock lock,
      ImageSlot slot,
      OwnImage.Purpose purpose,
      long entry,
      KexecSegment segment,
      JumpClock clock,
      Preparation preparation)
      throws IOException {
    OwnImage.Used<Jump> used =
        OwnImage.once(
            lock,
            slot,
            purpose,
            entry,
            List.of(segment),
            image -> {
              preparation.prepare(image);
              return into(image, clock);
            });
    return new Jump(used.result().at(), used.result().time(), used.left());
  }

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
