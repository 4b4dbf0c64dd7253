package org.kexshot.diff.series.time;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.diff.ImageRelation;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.time.KernelClock;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * By what it is told of which boot an image is, and which of two of one boot is the earlier.
 *
 * @param vmcoreinfo what its kernel says of itself
 * @param log the kernel's log; empty where it cannot be read
 * @param kernelNanos the kernel's own clock; empty where it cannot be read
 */
public record ImageMark(Vmcoreinfo vmcoreinfo, List<LogRecord> log, OptionalLong kernelNanos) {
  public ImageMark {
    log = List.copyOf(log);
  }

  /** The kernel's own clock; empty where it cannot be read. */
  public static OptionalLong clock(KernelImage image) {
    try {
      return KernelClock.monotonic(image);
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  /** How another image hangs together with this one. */
  public ImageRelation relationTo(ImageMark other) {
    return ImageRelation.of(vmcoreinfo, other.vmcoreinfo, log, other.log);
  }

  /** Whether this image is known to be later than another of the same boot. */
  public boolean isLaterThan(ImageMark other) {
    return kernelNanos.isPresent()
        && other.kernelNanos.isPresent()
        && kernelNanos.getAsLong() > other.kernelNanos.getAsLong();
  }
}
