package org.kexshot.cli.render.peer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Medians of times. */
final class Medians {
  private Medians() {}

  /** Of those that are known; empty if none is. */
  static Optional<Duration> of(Stream<Optional<Duration>> times) {
    List<Duration> known = times.flatMap(Optional::stream).sorted().toList();
    return known.isEmpty() ? Optional.empty() : Optional.of(known.get(known.size() / 2));
  }

  /** Of at least one. */
  static <T> Duration of(List<T> items, Function<T, Duration> time) {
    return of(items.stream().map(time).map(Optional::of)).orElseThrow();
  }
}
