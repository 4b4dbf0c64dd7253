package org.kexshot.diff.noise;

import java.util.Optional;

/**
 * Judges changes by a model of the machine at hand, and where that knows nothing by the one that
 * comes with kexshot. What the latter bounds is expected up to there on each machine, though null
 * pairs of this one went less far.
 *
 * @param ofMachine learned from null pairs of the user's
 * @param anywhere what changes on any machine
 * @param seconds between the images that are judged; 0 if not known
 */
public record Noise(NoiseModel ofMachine, NoiseModel anywhere, double seconds) {
  /** From there on a change is a finding. */
  private static final double FINDING = 0.5;

  /** Takes nothing for noise. */
  public static final Noise NONE = new Noise(NoiseModel.NONE, NoiseModel.NONE, 0);

  /** Which part of a change is not explained, from 0 to 1. */
  public double surprise(ChangeKey key, Extent extent) {
    Optional<Double> own = ofMachine.surprise(key, extent, seconds);
    Optional<Double> any = anywhere.surprise(key, extent, seconds);
    if (own.isPresent() && any.isPresent() && anywhere.isBounded(key)) {
      return Math.min(own.get(), any.get());
    }
    return own.or(() -> any).orElse(1.0);
  }

  /** Whether so much surprise makes a finding. */
  public static boolean isFinding(double surprise) {
    return surprise > FINDING;
  }
}
