package org.kexshot.operation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.modules.SnapshotDrivers;

/**
 * The loading of a capture kernel, in place of any that was loaded before.
 *
 * @param device the snapshot device
 * @param kernel its bzImage; empty for the running kernel's
 * @param memory bytes that it gets
 * @param exchange whether each jump exchanges its memory even where it could be lent
 * @param modules directory of its modules; empty for those of its release
 * @param driversBuiltIn whether the device's drivers are built in, so that it needs no modules
 */
public record CaptureKernelLoad(
    String device,
    Optional<Path> kernel,
    long memory,
    boolean exchange,
    Optional<Path> modules,
    boolean driversBuiltIn) {
  /** The least memory in bytes that a capture kernel works with. */
  public static long leastMemory() {
    return CaptureKernel.leastMemory();
  }

  /** Loads it, and labels the device. */
  public CaptureKernelStatus load() throws IOException {
    long start = System.nanoTime();
    Path file = kernel.isPresent() ? kernel.get() : CaptureKernel.defaultKernel();
    CaptureKernel.load(device, file, Toolkit.captureFileSystems(), this::drivers, memory, exchange);
    long millis = (System.nanoTime() - start) / 1_000_000;
    return new CaptureKernelStatus(CaptureKernel.loaded(), false, OptionalLong.of(millis));
  }

  private SnapshotDrivers drivers(String path) throws IOException {
    return driversBuiltIn ? SnapshotDrivers.builtIn(path) : SnapshotDrivers.of(path, modules);
  }
}
