package org.kexshot.operation;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.kernel.CaptureState;
import org.kexshot.kexec.KexecImage;

/**
 * Whether a capture kernel is loaded, and which.
 *
 * @param state what is loaded; empty if nothing of kexshot's is
 * @param foreign whether another program's kexec image is loaded
 * @param loadMillis how long the load took, if there was one just now
 */
public record CaptureKernelStatus(
    Optional<CaptureState> state, boolean foreign, OptionalLong loadMillis) {
  /** As it is now. */
  public static CaptureKernelStatus now() throws IOException {
    Optional<CaptureState> state = CaptureKernel.loaded();
    return new CaptureKernelStatus(
        state, KexecImage.isLoaded() && state.isEmpty(), OptionalLong.empty());
  }

  public boolean isLoaded() {
    return state.isPresent();
  }

  /** Unloads what is loaded, and gives its memory back. */
  public static void unload() throws IOException {
    CaptureKernel.unload();
  }
}
