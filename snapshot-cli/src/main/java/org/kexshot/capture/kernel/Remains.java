package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.capture.CaptureException;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.OwnImage;
import org.kexshot.linux.SystemCallException;

/**
 * What a kexshot left that was killed, or whose capture kernel another program unloaded: an image
 * whose memory is in use again, memory that is lent to nobody, a dump that nobody stores. Who has
 * the lock knows that nobody else is still at it.
 */
public final class Remains {
  private final JumpLock lock;
  private final Consumer<String> told;

  private Remains(JumpLock lock, Consumer<String> told) {
    this.lock = lock;
    this.told = told;
  }

  /**
   * Clears all of it.
   *
   * @param told is told what was found, a sentence each
   */
  public static void clear(JumpLock lock, Consumer<String> told) throws IOException {
    Remains remains = new Remains(lock, told);
    remains.clearDump();
    remains.clearImage();
  }

  /**
   * A program in physical mode is loaded for one jump only; a capture kernel has a record; what the
   * user loaded stays, and needs nothing of a capture kernel's.
   */
  private void clearImage() throws IOException {
    Optional<OwnImage> image = OwnImage.current();
    Optional<CaptureState> state = CaptureState.read();
    if (image.isPresent() && image.get().purpose().isForOneJump()) {
      OwnImage.unload(lock);
      told.accept(
          "a snapshot in memory, a program in physical mode or a switch to a peer was killed before its"
              + " jump: its image was unloaded");
    } else if (image.isPresent() && !image.get().purpose().isPlain() && state.isEmpty()) {
      OwnImage.unload(lock);
      told.accept(
          "the load of a capture kernel was killed, or its record is damaged: it was unloaded");
    } else if (image.isPresent() && !image.get().purpose().isPlain()) {
      return;
    }
    CaptureState.delete();
    if (LentMemory.giveBackAllBut(Optional.empty())) {
      told.accept("memory that was lent to a capture kernel which is not loaded was given back");
    }
  }

  private void clearDump() throws IOException {
    Optional<CaptureState> state = CaptureState.read();
    if (state.isEmpty() || !Files.exists(Path.of(state.get().device()))) {
      return;
    }
    String path = state.get().device();
    try {
      SnapshotDevice device = SnapshotDevice.of(path);
      if (device.isLabelled(state.get().deviceId()) && device.eraseRemains()) {
        told.accept(
            path
                + " held memory of a snapshot that was killed before it was stored: it was erased");
      }
    } catch (SystemCallException | CaptureException inUse) {
      // Somebody else has the device now; who needs it says so.
    }
  }
}
