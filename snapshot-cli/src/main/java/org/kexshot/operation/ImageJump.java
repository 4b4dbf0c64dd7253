package org.kexshot.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.kexshot.capture.kernel.Remains;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.loader.ImageLoader;

/**
 * A jump into what {@link ImageLoad} loaded.
 *
 * @param mayEnd whether it may be one that does not come back, which ends this system
 * @param keepClock whether the machine's clock is left as the kernel sets it after the jump
 * @param patience how long to wait for another that loads or jumps
 */
public record ImageJump(boolean mayEnd, boolean keepClock, Duration patience) {

  /**
   * Jumps.
   *
   * @param told is told what a killed process left
   * @return how it was, once the image has come back
   */
  public Jump jump(Consumer<String> told) throws IOException {
    try (JumpClock clock = JumpClock.start(keepClock);
        JumpLock lock = JumpLock.take(patience)) {
      Remains.clear(lock, told);
      return ImageLoader.jump(lock, clock, mayEnd);
    }
  }
}
