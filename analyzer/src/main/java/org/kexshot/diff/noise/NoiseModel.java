package org.kexshot.diff.noise;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kexshot.diff.object.ChangeType;

/**
 * What changes anyway: learned from null pairs, images between which nothing was done. Immutable.
 */
public final class NoiseModel {
  /** Knows of nothing that changes anyway. */
  public static final NoiseModel NONE = new NoiseModel(0, Map.of());

  private final int pairs;
  private final Map<ChangeKey, Expectation> expectations;

  /** Those that stand for many subjects, by what they are of. */
  private final Map<Sort, List<ChangeKey>> beginnings;

  /** Changes of one sort: what became of the objects of a kind. */
  private record Sort(String kind, ChangeType change) {
    static Sort of(ChangeKey key) {
      return new Sort(key.kind(), key.change());
    }
  }

  NoiseModel(int pairs, Map<ChangeKey, Expectation> expectations) {
    this.pairs = pairs;
    this.expectations = Map.copyOf(expectations);
    this.beginnings =
        expectations.keySet().stream()
            .filter(ChangeKey::isBeginning)
            .collect(Collectors.groupingBy(Sort::of));
  }

  /** How many pairs it was learned from. */
  public int pairs() {
    return pairs;
  }

  /** How many changes it knows. */
  public int size() {
    return expectations.size();
  }

  /** This with all that another knows; what the other knows to say nothing has no bounds here. */
  NoiseModel with(NoiseModel other) {
    Map<ChangeKey, Expectation> all = new HashMap<>(expectations);
    all.keySet().removeIf(other::saysNothing);
    all.putAll(other.expectations);
    return new NoiseModel(pairs, all);
  }

  Map<ChangeKey, Expectation> expectations() {
    return expectations;
  }

  /**
   * Which part of a change it does not explain, from 0 to 1: what was never seen is all of it; what
   * was seen in every pair, as far, is next to nothing; what went ten times as far as ever, or was
   * seen in one pair of ten, is most of it. Empty if it knows nothing of the change, nor of its
   * like.
   *
   * @param seconds between the images; 0 if not known. What was learned in a shorter time is
   *     expected to go as much further.
   */
  Optional<Double> surprise(ChangeKey key, Extent extent, double seconds) {
    return surprise(key, extent, seconds, NONE);
  }

  /**
   * The same, where another model knows how far such changes go on other machines: that counts for
   * less, the more pairs this one was learned from.
   */
  Optional<Double> surprise(ChangeKey key, Extent extent, double seconds, NoiseModel elsewhere) {
    return find(key)
        .map(
            expected -> {
              int divisor = Math.max(1, pairs);
              Extent asOfOnePair =
                  new Extent(extent.count() * divisor, extent.size() * divisor, extent.level());
              double explained =
                  elsewhere
                      .find(key)
                      .map(known -> known.explainsWithin(asOfOnePair, seconds))
                      .orElse(0.0);
              return surprise(expected, Math.max(explained, expected.explains(extent, seconds)));
            });
  }

  /** Whether it knows that a change says nothing, however far it goes. */
  boolean saysNothing(ChangeKey key) {
    return find(key).filter(expected -> expected.pairs() == Expectation.ALWAYS).isPresent();
  }

  /** The most special of what it knows. */
  private Optional<Expectation> find(ChangeKey key) {
    return exactly(key)
        .or(() -> exactly(key.ofAnyField()))
        .or(() -> byBeginning(key))
        .or(() -> exactly(key.ofAnySubject()))
        .or(() -> exactly(key.ofAnySubject().ofAnyField()));
  }

  private Optional<Expectation> byBeginning(ChangeKey key) {
    for (ChangeKey beginning : beginnings.getOrDefault(Sort.of(key), List.of())) {
      if (beginning.isOf(key)) {
        return exactly(beginning);
      }
    }
    return Optional.empty();
  }

  private Optional<Expectation> exactly(ChangeKey key) {
    return Optional.ofNullable(expectations.get(key));
  }

  private double surprise(Expectation expected, double explained) {
    if (expected.pairs() == Expectation.ALWAYS) {
      return 0;
    }
    // Laplace's rule: one pair that shows a change does not say that all do.
    double often = (expected.pairs() + 1.0) / (pairs + 2.0);
    return 1 - often * explained;
  }
}
