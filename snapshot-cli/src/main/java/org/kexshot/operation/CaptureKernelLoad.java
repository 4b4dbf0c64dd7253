package org.kexshot.operation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.kernel.CaptureState;
import org.kexshot.capture.kernel.Remains;
import org.kexshot.capture.modules.SnapshotDrivers;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.OwnImage;

/**
 * The loading of a capture kernel, in place of any that was loaded before.
 *
 * @param device the snapshot device
 * @param kernel its bzImage; empty for the running kernel's
 * @param memory bytes that it gets; empty for as much as it takes
 * @param exchange whether each jump exchanges its memory even where it could be lent
 * @param modules directory of its modules; empty for those of its release
 * @param driversBuiltIn whether the device's drivers are built in, so that it needs no modules
 * @param overwrite whether the device may be one that holds a file system or suchlike
 * @param patience how long to wait for another process that loads or takes a snapshot
 */
public record CaptureKernelLoad(
    String device,
    Optional<Path> kernel,
    Optional<Long> memory,
    boolean exchange,
    Optional<Path> modules,
    boolean driversBuiltIn,
    boolean overwrite,
    Duration patience) {
  /**
   * Loads it, and labels the device.
   *
   * @param told is told what a killed process left
   */
  public CaptureKernelStatus load(Consumer<String> told) throws IOException {
    try (JumpLock lock = JumpLock.take(patience)) {
      Remains.clear(lock, told);
      long start = System.nanoTime();
      CaptureState state = load(lock);
      long millis = (System.nanoTime() - start) / 1_000_000;
      return new CaptureKernelStatus(
          Optional.of(state),
          OwnImage.Occupant.OWN,
          Optional.of(OwnImage.Purpose.CAPTURE_KERNEL),
          OptionalLong.of(millis));
    }
  }

  /** Loads it where nobody else does. */
  public CaptureState load(JumpLock lock) throws IOException {
    return CaptureKernel.load(
        lock,
        device,
        kernel.isPresent() ? kernel.get() : CaptureKernel.defaultKernel(),
        Toolkit.captureFileSystems(),
        this::drivers,
        memory,
        exchange,
        overwrite);
  }

  private SnapshotDrivers drivers(String path) throws IOException {
    return driversBuiltIn ? SnapshotDrivers.builtIn(path) : SnapshotDrivers.of(path, modules);
  }
}
