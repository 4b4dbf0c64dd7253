package org.kexshot.fleet;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** How long is waited before a server that has too much to do is asked again. */
final class Backoff {
  private static final int MOST_TRIES = 8;
  private static final long FIRST_MILLIS = 250;
  private static final long MOST_MILLIS = 30_000;

  private int tries;

  /** Whether it may be asked again. */
  boolean isLeft() {
    return tries < MOST_TRIES;
  }

  /**
   * The next wait: what the server asks for, up to 30 s, else twice as long each time, with up to a
   * half more by chance so that machines that were refused together do not come back together.
   *
   * @param seconds that the server asks for
   */
  Duration next(OptionalLong seconds) {
    long doubled = Math.min(MOST_MILLIS, FIRST_MILLIS << tries++);
    long asked = seconds.isPresent() ? Math.min(MOST_MILLIS, 1000 * seconds.getAsLong()) : doubled;
    return Duration.ofMillis(asked + ThreadLocalRandom.current().nextLong(doubled / 2 + 1));
  }

  /** Waits so long. */
  void await(OptionalLong seconds) throws FleetException {
    try {
      Thread.sleep(next(seconds).toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FleetException("interrupted while waiting for the server", interrupted);
    }
  }
}
