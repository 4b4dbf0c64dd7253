package org.kexshot.kexec.clock;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.kexshot.linux.TimeStampCounter;
import org.kexshot.linux.WallClock;

/**
 * Measures a jump by the time-stamp counter and then puts {@code CLOCK_REALTIME} right, which the
 * kernel sets by the battery clock, to a second. To be started some time before the jump: the
 * counter's rate is measured from then on.
 */
public final class JumpClock implements Closeable {
  /** The kernel is right to a second or two by the difference of the battery clock's readings. */
  private static final Duration MOST_TOLD = Duration.ofSeconds(3);

  /** Moves {@code CLOCK_REALTIME}. */
  interface Setter {
    void shift(Duration by) throws IOException;
  }

  /** A clock that is off by less is left alone. */
  private static final Duration LEAST = Duration.ofMillis(1);

  /**
   * The battery clock counts seconds. A counter that is in less doubt than one knows better, even
   * where the two differ by less than that doubt.
   */
  private static final Duration MOST_DOUBT = Duration.ofSeconds(1);

  private final Optional<TimeStampCounter> counter;

  /** Why there is no counter. */
  private final String obstacle;

  private final boolean keep;
  private final ClockReading started;

  private JumpClock(Optional<TimeStampCounter> counter, String obstacle, boolean keep) {
    this.counter = counter;
    this.obstacle = obstacle;
    this.keep = keep;
    this.started = read();
  }

  /**
   * Starts to measure.
   *
   * @param keep whether {@code CLOCK_REALTIME} is to be left as the kernel sets it
   */
  public static JumpClock start(boolean keep) {
    try {
      return new JumpClock(Optional.of(TimeStampCounter.open()), "", keep);
    } catch (IOException e) {
      return new JumpClock(Optional.empty(), e.getMessage(), keep);
    }
  }

  /** What counter and clocks show now; to be read right before the jump. */
  public ClockReading read() {
    LongSupplier source = counter.<LongSupplier>map(tsc -> tsc::read).orElse(() -> 0);
    return ClockReading.take(source);
  }

  /**
   * What another system can put its clock right by; empty without a counter. It goes by the rate
   * that the counter has had since the start, in which there must have been no jump.
   */
  public Optional<ClockSignal> signal() {
    if (counter.isEmpty()) {
      return Optional.empty();
    }
    ClockReading now = read();
    double nanosPerCycle =
        (double) (now.monotonic() - started.monotonic()) / (now.counter() - started.counter());
    return Optional.of(new ClockSignal(now.counter(), now.realtime(), nanosPerCycle));
  }

  /**
   * Puts {@code CLOCK_REALTIME} right by another system's, unless it is to be kept.
   *
   * @return by how much it was behind, negative where it was ahead; empty without a counter
   * @throws IOException if the kernel does not let it be set
   */
  public Optional<Duration> follow(ClockSignal signal) throws IOException {
    if (counter.isEmpty()) {
      return Optional.empty();
    }
    ClockReading now = read();
    Duration behind = Duration.between(now.realtime(), signal.at(now.counter()));
    if (!keep && behind.abs().compareTo(LEAST) >= 0) {
      WallClock.shift(behind);
    }
    return Optional.of(behind);
  }

  /**
   * Measures what passed, and puts {@code CLOCK_REALTIME} right unless it is to be kept or the
   * counter is contradicted. To be called right after the jump.
   *
   * @param before what was read right before it
   */
  public JumpTime since(ClockReading before) {
    ClockReading after = read();
    if (counter.isEmpty()) {
      return JumpTime.byWallClock(Duration.between(before.realtime(), after.realtime()), obstacle);
    }
    return settle(PassedTime.between(started, before, after), keep, WallClock::shift);
  }

  /**
   * Puts {@code CLOCK_REALTIME} right by what another system knew of the time, after the machine
   * was off or restarted: the counter counts from its start then.
   *
   * @param before what was read right before the jump
   * @param told the other system's wall clock
   * @param toldCounter what the counter showed then
   * @return by how much the clock was set; empty where there is no counter, or where the other
   *     system had another time of day (its battery clock goes by local time, say), and what the
   *     kernel made of the battery clock stays
   */
  public Optional<Duration> setBy(ClockReading before, Instant told, long toldCounter)
      throws IOException {
    if (counter.isEmpty() || toldCounter == 0) {
      return Optional.empty();
    }
    double nanosPerCycle =
        (double) (before.monotonic() - started.monotonic())
            / (before.counter() - started.counter());
    ClockReading now = read();
    long passed = Math.round(nanosPerCycle * (now.counter() - toldCounter));
    Duration behind = Duration.between(now.realtime(), told.plusNanos(passed));
    if (behind.abs().compareTo(MOST_TOLD) > 0) {
      return Optional.empty();
    }
    if (!keep) {
      WallClock.shift(behind);
    }
    return Optional.of(behind);
  }

  static JumpTime settle(PassedTime passed, boolean keep, Setter wallClock) {
    Optional<String> contradiction = passed.contradiction();
    if (contradiction.isPresent()) {
      return JumpTime.byWallClock(passed.realtime(), contradiction.get());
    }
    Duration off = passed.behind().abs();
    if (off.compareTo(LEAST) < 0) {
      return JumpTime.byCounter(passed, false, Optional.empty());
    }
    if (keep) {
      return JumpTime.byCounter(passed, false, Optional.of("left so, as asked for"));
    }
    if (off.compareTo(passed.doubt()) <= 0 && passed.doubt().compareTo(MOST_DOUBT) >= 0) {
      return JumpTime.byCounter(
          passed,
          false,
          Optional.of(
              "left so, since the time-stamp counter's rate was measured too briefly: it may be wrong"
                  + " by %d ms".formatted(passed.doubt().toMillis())));
    }
    try {
      wallClock.shift(passed.behind());
      return JumpTime.byCounter(passed, true, Optional.empty());
    } catch (IOException e) {
      return JumpTime.byCounter(passed, false, Optional.of(e.getMessage()));
    }
  }

  @Override
  public void close() {
    counter.ifPresent(TimeStampCounter::close);
  }
}
