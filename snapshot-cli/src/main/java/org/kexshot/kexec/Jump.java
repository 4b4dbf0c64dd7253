package org.kexshot.kexec;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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
  /** What {@code kernel/power/process.c} and {@code drivers/base/power/main.c} say of a refusal. */
  private static final Pattern REFUSAL =
      Pattern.compile("PM: .*failed|[Ff]reezing .*(failed|aborted)|task refusing to freeze");

  private static final Pattern LEVEL_AND_TIME = Pattern.compile("^(<\\d+>)?(\\[ *[\\d.]+\\] ?)?");

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
          refusal(logBefore, log())
              .map(line -> "the kernel's log says: " + line)
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

  /** The first line about a refusal behind what was there before. */
  static Optional<String> refusal(List<String> before, List<String> after) {
    int start = before.isEmpty() ? 0 : after.lastIndexOf(before.get(before.size() - 1)) + 1;
    return after.subList(start, after.size()).stream()
        .map(line -> LEVEL_AND_TIME.matcher(line).replaceFirst(""))
        .filter(line -> REFUSAL.matcher(line).find())
        .findFirst();
  }
}
