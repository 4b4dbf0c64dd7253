package org.kexshot.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.kernel.Remains;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.OwnImage;
import org.kexshot.loader.ImageLoader;
import org.kexshot.loader.LoadRequest;
import org.kexshot.loader.LoadedImage;

/**
 * The loading of a kernel or program to be jumped into as it is, in place of one that was loaded
 * before.
 *
 * @param request what is to be loaded
 * @param patience how long to wait for another that loads or jumps
 */
public record ImageLoad(LoadRequest request, Duration patience) {

  /**
   * Loads it.
   *
   * @param told is told what a killed process left
   */
  public LoadedImage load(Consumer<String> told) throws IOException {
    try (JumpLock lock = JumpLock.take(patience)) {
      Remains.clear(lock, told);
      return ImageLoader.load(lock, request);
    }
  }

  /**
   * Unloads kexshot's own image, whatever it is for, and gives its memory back.
   *
   * @param patience how long to wait for another that loads or jumps
   * @param told is told what a killed process left
   */
  public static void unload(Duration patience, Consumer<String> told) throws IOException {
    try (JumpLock lock = JumpLock.take(patience)) {
      Remains.clear(lock, told);
      OwnImage.requireNoForeign();
      CaptureKernel.unloadAny(lock);
      ImageLoader.forget();
    }
  }
}
