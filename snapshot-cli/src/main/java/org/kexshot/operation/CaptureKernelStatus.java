package org.kexshot.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.kernel.CaptureState;
import org.kexshot.capture.kernel.Remains;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.OwnImage.Occupant;
import org.kexshot.kexec.OwnImage.Purpose;

/**
 * Whether a capture kernel is loaded, and which.
 *
 * @param state what is loaded; empty if no capture kernel is
 * @param occupant whose kexec image is loaded, of whatever kind
 * @param purpose what kexshot's own image is for; empty if none is loaded
 * @param loadMillis how long the load took, if there was one just now
 */
public record CaptureKernelStatus(
    Optional<CaptureState> state,
    Occupant occupant,
    Optional<Purpose> purpose,
    OptionalLong loadMillis) {
  /** As it is now. */
  public static CaptureKernelStatus now() throws IOException {
    return new CaptureKernelStatus(
        CaptureKernel.state(),
        OwnImage.occupant(),
        OwnImage.current().map(OwnImage::purpose),
        OptionalLong.empty());
  }

  public boolean isLoaded() {
    return state.isPresent();
  }

  /**
   * Unloads what is loaded, and gives its memory back.
   *
   * @param patience how long to wait for another process that loads or takes a snapshot
   * @param told is told what a killed process left
   */
  public static void unload(Duration patience, Consumer<String> told) throws IOException {
    try (JumpLock lock = JumpLock.take(patience)) {
      Remains.clear(lock, told);
      CaptureKernel.unload(lock);
    }
  }
}
