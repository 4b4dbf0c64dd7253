package org.kexshot.capture.live;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.CaptureMethod;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.filter.DumpLevel;

/**
 * A snapshot without a jump: the kernel's memory is read through {@code /proc/kcore} while all goes
 * on. Nothing stands still, and the image is not of one instant.
 *
 * @param holder holds the kernel's own pages until they are stored
 */
public record CaptureLive(PageHolder holder) implements CaptureMethod {
  /** The method in a word. */
  static final String NAME = "live";

  /** Why this machine's memory cannot be read live, and what to do; empty if it can. */
  public static Optional<String> obstacle() throws IOException {
    return LiveConditions.HERE.obstacle();
  }

  /** Finds out which frames the kernel maps. */
  @Override
  public PreparedCapture prepare(DumpLevel level) throws IOException {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      throw new CaptureException(
          Reason.NOT_SHOWN, "memory cannot be read while the system runs: " + obstacle.get());
    }
    return new PreparedLive(LiveMachine.open(), level, holder);
  }
}
