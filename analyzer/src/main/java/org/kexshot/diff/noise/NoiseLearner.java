package org.kexshot.diff.noise;

import java.util.HashMap;
import java.util.Map;

/** Makes a model of what changes anyway, from null pairs and from models made before. */
public final class NoiseLearner {
  private final Map<ChangeKey, Expectation> expectations = new HashMap<>();
  private int pairs;

  /**
   * Learns from one null pair.
   *
   * @param seconds between its images; 0 if not known
   */
  public void add(ChangeExtents changes, double seconds) {
    pairs++;
    changes
        .all()
        .forEach(
            (key, extent) ->
                expectations.merge(key, Expectation.of(extent, seconds), Expectation::and));
  }

  /** Learns what another model knows. */
  public void add(NoiseModel model) {
    pairs += model.pairs();
    model.expectations().forEach((key, known) -> expectations.merge(key, known, Expectation::and));
  }

  /** What was learned up to now. */
  public NoiseModel model() {
    return new NoiseModel(pairs, expectations);
  }
}
