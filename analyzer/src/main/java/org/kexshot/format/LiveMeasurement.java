package org.kexshot.format;

import java.time.Duration;
import java.util.Locale;

/**
 * How long the reading of an image took whose pages were read while the imaged system ran on, and
 * how much of it changed meanwhile.
 *
 * <p>A sample of pages that is drawn at random is read right before the first page and again right
 * after the last. The share that differs is what is likely of all pages; {@link #leastShare} and
 * {@link #mostShare} bound it with a confidence of 95 % by the score interval of E. B. Wilson (J.
 * Am. Stat. Assoc. 22, 1927), which holds for shares near 0 too. A page that was changed and
 * changed back counts as the same.
 *
 * @param lasted from the first look at the page descriptors until the last page was read
 * @param kernelLasted from the same instant until the kernel's own pages were read, which come
 *     first
 * @param sampled pages of the sample
 * @param changed those of them that differed at the end
 * @param freed frames that were in use at the first look and free at the end
 * @param taken frames that were free at the first look and in use at the end
 * @param otherwise frames that were in use for something of another kind at the end
 * @param unmapped frames that were wanted and are unreadable, because the kernel does not map them
 *     directly: high memory of i386, secret memory
 */
public record LiveMeasurement(
    Duration lasted,
    Duration kernelLasted,
    long sampled,
    long changed,
    long freed,
    long taken,
    long otherwise,
    long unmapped) {

  /** The quantile of the normal distribution between whose ends 95 % of it lie. */
  private static final double QUANTILE = 1.959964;

  /** Which share of the pages changed meanwhile, by the sample; 0 without one. */
  public double changedShare() {
    return sampled == 0 ? 0 : (double) changed / sampled;
  }

  /** The least share that is likely; 0 without a sample. */
  public double leastShare() {
    return sampled == 0 ? 0 : Math.max(0, middle() - spread());
  }

  /** The greatest share that is likely; 1 without a sample. */
  public double mostShare() {
    return sampled == 0 ? 1 : Math.min(1, middle() + spread());
  }

  private double middle() {
    double square = QUANTILE * QUANTILE;
    return (changedShare() + square / (2 * sampled)) / (1 + square / sampled);
  }

  private double spread() {
    double share = changedShare();
    double square = QUANTILE * QUANTILE;
    double root = Math.sqrt(share * (1 - share) / sampled + square / (4.0 * sampled * sampled));
    return QUANTILE * root / (1 + square / sampled);
  }

  /** In words, as {@code taken over 2.1 s while the system ran; …}. */
  String words() {
    String taken = "taken over %s while the system ran; ".formatted(seconds(lasted));
    return taken
        + (sampled == 0
            ? "how many of its pages changed meanwhile is unknown"
            : String.format(
                Locale.ROOT,
                "about %.1f %% (%.1f to %.1f) of its pages changed meanwhile",
                100 * changedShare(),
                100 * leastShare(),
                100 * mostShare()));
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
