package org.kexshot.capture.kernel;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.OwnImage;

/**
 * The capture kernel that is loaded now.
 *
 * @param image that a jump enters
 * @param state what else is remembered of its load
 */
public record LoadedCaptureKernel(OwnImage image, CaptureState state) {
  /**
   * Jumps into it, with its memory held where it was loaded.
   *
   * @param last is done right before the jump
   * @return what that gave
   * @throws JumpException if there was no jump
   */
  public <T> T enter(Supplier<T> last) throws IOException {
    Optional<LentMemory.Ticket> lent = state.lent();
    if (lent.isEmpty()) {
      return Jump.enter(image, last);
    }
    try (LentMemory memory = LentMemory.of(lent.get())) {
      memory.hold();
      return Jump.enter(image, last);
    } catch (JumpException refused) {
      throw refused;
    } catch (IOException e) {
      throw new CaptureException(
          Reason.NOT_LOADED, e.getMessage() + "; run `kexshot capture load` again", e);
    }
  }
}
