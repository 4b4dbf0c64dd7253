package org.kexshot.operation.hibernate;

import java.io.IOException;
import java.util.function.Consumer;
import org.kexshot.capture.channel.Request;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.kernel.Remains;
import org.kexshot.capture.kernel.SnapshotDevice;
import org.kexshot.hibernate.Hibernation;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.operation.CaptureKernelLoad;

/**
 * The hibernation of this machine's system: a capture kernel is loaded, saves it to a device and
 * ends the machine. Whatever becomes of it, no capture kernel is loaded afterwards, and no image is
 * left that could be resumed a second time.
 *
 * @param load of the capture kernel, in place of any that was loaded before
 * @param ending what becomes of the machine
 * @param deadlineSeconds how long the capture kernel may take
 * @param dropCache whether caches of files are given up before
 */
public record HibernateSystem(
    CaptureKernelLoad load, Ending ending, int deadlineSeconds, boolean dropCache) {
  /** What becomes of the machine. */
  public enum Ending {
    POWER_OFF(Request.Ending.POWER_OFF),
    REBOOT(Request.Ending.REBOOT),
    HALT(Request.Ending.HALT);

    private final Request.Ending request;

    Ending(Request.Ending request) {
      this.request = request;
    }
  }

  /**
   * Hibernates. Returns when the system was resumed.
   *
   * @param told is told what a killed process left
   */
  public Hibernation.Resumed hibernate(Consumer<String> told) throws IOException {
    try (JumpClock clock = JumpClock.start(false);
        JumpLock lock = JumpLock.take(load.patience())) {
      Remains.clear(lock, told);
      String device = load.load(lock).device();
      try {
        return Hibernation.hibernate(lock, ending.request, deadlineSeconds, dropCache, clock);
      } finally {
        CaptureKernel.unload(lock);
        SnapshotDevice.of(device).eraseRemains();
      }
    }
  }
}
