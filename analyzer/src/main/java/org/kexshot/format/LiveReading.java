package org.kexshot.format;

import java.util.Optional;

/**
 * How an image came about whose pages were read one after the other while the imaged system ran on:
 * it is not of one instant.
 *
 * @param measurement how long that took and how much changed meanwhile; empty if it is not known
 */
public record LiveReading(Optional<LiveMeasurement> measurement) {
  /** Of an image of which no more is known. */
  public static final LiveReading UNMEASURED = new LiveReading(Optional.empty());

  /** What is to be said of such an image wherever something of it looks wrong. */
  public static final String NOT_OF_ONE_INSTANT = "the image is not of one instant";

  /** Of an image whose reading was watched. */
  public static LiveReading of(LiveMeasurement measurement) {
    return new LiveReading(Optional.of(measurement));
  }

  /** In words, as {@code not of one instant: taken over 2.1 s while the system ran; …}. */
  public String words() {
    return "not of one instant: "
        + measurement
            .map(LiveMeasurement::words)
            .orElse("taken while the system ran; how much of it changed meanwhile is unknown");
  }
}
