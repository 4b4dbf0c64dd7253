package org.kexshot.operation.compare;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.series.time.ImageMark;
import org.kexshot.operation.Image;

/** In which order two images of one boot were taken. */
public final class ImageOrder {
  private ImageOrder() {}

  /**
   * What to tell of two images of which the first is the later one; empty if it is not, or if that
   * is unknown. Cost: both kernels' logs.
   */
  public static Optional<String> contradiction(Image first, Image second) {
    try {
      ImageMark before = ImageMark.read(first.kernel());
      ImageMark after = ImageMark.read(second.kernel());
      if (before.relationTo(after) != ImageRelation.SAME_BOOT || !before.isLaterThan(after)) {
        return Optional.empty();
      }
      long nanos = before.kernelNanos().getAsLong() - after.kernelNanos().getAsLong();
      return Optional.of(
          ("%s was taken %d.%03d s after %s by the kernel's clock: what came between them is shown"
                  + " as gone, and what went as come")
              .formatted(
                  first.name(), nanos / 1_000_000_000, nanos / 1_000_000 % 1000, second.name()));
    } catch (IOException noKernel) {
      return Optional.empty(); // The comparison itself says why.
    }
  }
}
