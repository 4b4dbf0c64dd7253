package org.kexshot.diff.noise;

/**
 * Judges changes by a model of the machine at hand, and where that knows nothing, or little, by the
 * one that comes with kexshot. What the latter knows to say nothing says nothing on any machine.
 *
 * @param ofMachine learned from null pairs of the user's
 * @param anywhere what changes on any machine
 * @param seconds between the images that are judged; 0 if not known
 */
public record Noise(NoiseModel ofMachine, NoiseModel anywhere, double seconds) {
  /** From there on a change is a finding. */
  private static final double FINDING = 0.5;

  /**
   * By the model of the machine at hand and the one that comes with kexshot.
   *
   * @param seconds between the images that are judged; 0 if not known
   */
  public static Noise of(NoiseModel ofMachine, double seconds) {
    return new Noise(ofMachine, NoiseModelFile.shipped(), seconds);
  }

  /** The same of images of which it is known whether they are of one boot. */
  public static Noise of(NoiseModel ofMachine, boolean sameBoot, double seconds) {
    return sameBoot
        ? of(ofMachine, seconds)
        : new Noise(ofMachine, NoiseModelFile.shippedForBoots(), seconds);
  }

  /** Takes nothing for noise. */
  public static final Noise NONE = new Noise(NoiseModel.NONE, NoiseModel.NONE, 0);

  /** Which part of a change is not explained, from 0 to 1. */
  public double surprise(ChangeKey key, Extent extent) {
    return anywhere.saysNothing(key)
        ? 0
        : ofMachine
            .surprise(key, extent, seconds, anywhere)
            .or(() -> anywhere.surprise(key, extent, seconds))
            .orElse(1.0);
  }

  /** Whether a data symbol changes anyway. */
  public boolean explainsSymbol(String name) {
    return !isFinding(surprise(ChangeKey.ofSymbol(name), Extent.ONE));
  }

  /** Whether so much surprise makes a finding. */
  public static boolean isFinding(double surprise) {
    return surprise > FINDING;
  }
}
