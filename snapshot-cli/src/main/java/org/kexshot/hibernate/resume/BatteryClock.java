package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kexshot.kexec.clock.ClockReading;

/**
 * The machine's battery clock, read to some milliseconds: it counts seconds, and is watched until
 * it counts the next one. A system that has just been booted took its own clock from there, and so
 * to a second.
 */
final class BatteryClock {
  private static final Path SECONDS = Path.of("/sys/class/rtc/rtc0/since_epoch");
  private static final long PAUSE = 2;

  /** Long enough for a second to pass on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMillis(2500);

  /** Clocks further apart show different times of day, and not the same one less well. */
  private static final Duration MOST_APART = Duration.ofSeconds(3);

  /**
   * The beginning of a second.
   *
   * @param time that began
   * @param monotonic {@code CLOCK_MONOTONIC} then, in nanoseconds
   */
  private record Tick(Instant time, long monotonic) {}

  private final CompletableFuture<Optional<Tick>> tick;

  private BatteryClock(CompletableFuture<Optional<Tick>> tick) {
    this.tick = tick;
  }

  /** Begins to watch it, beside other work. */
  static BatteryClock watch() {
    return new BatteryClock(CompletableFuture.supplyAsync(BatteryClock::nextTick));
  }

  private static Optional<Tick> nextTick() {
    try {
      long first = seconds();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        long now = seconds();
        if (now != first) {
          return Optional.of(new Tick(Instant.ofEpochSecond(now), System.nanoTime()));
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE);
      }
    } catch (IOException | NumberFormatException | InterruptedException e) {
      return Optional.empty(); // no such clock, or none that can be read
    }
    return Optional.empty();
  }

  private static long seconds() throws IOException {
    return Long.parseLong(Files.readString(SECONDS).strip());
  }

  /** Waits until it was read, or is known not to be readable. */
  void await() {
    try {
      tick.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      tick.complete(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The time of a reading by the battery clock; what this system's own clock showed where that is
   * another time of day.
   */
  Instant at(ClockReading reading) {
    return tick.getNow(Optional.empty())
        .map(second -> second.time().plusNanos(reading.monotonic() - second.monotonic()))
        .filter(time -> Duration.between(time, reading.realtime()).abs().compareTo(MOST_APART) < 0)
        .orElse(reading.realtime());
  }
}
