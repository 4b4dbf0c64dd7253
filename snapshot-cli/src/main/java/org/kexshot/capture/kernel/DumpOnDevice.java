package org.kexshot.capture.kernel;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.io.AtExit;
import org.kexshot.kexec.JumpLock;
import org.kexshot.linux.RawDevice;

/**
 * A whole dump that an earlier snapshot left on its device.
 *
 * @param label that the snapshot was to have
 * @param captured the dump
 */
public record DumpOnDevice(String label, CapturedMemory captured) {
  private static final String UNLABELLED = "stored-later";

  /**
   * Finds it.
   *
   * @param lock that nobody else writes there
   * @param path the device's; empty for the loaded capture kernel's
   * @throws CaptureException {@link Reason#NO_DUMP} if there is none, or none that is whole
   */
  public static DumpOnDevice find(JumpLock lock, Optional<String> path) throws IOException {
    SnapshotDevice device = device(path);
    DeviceContents contents = device.contents();
    if (contents.isHibernated()) {
      throw new CaptureException(
          Reason.NO_DUMP,
          "snapshot device %s: holds a hibernated system and no dump; `kexshot import %s` stores it"
              .formatted(device.path(), device.path()));
    }
    if (!contents.isWhole()) {
      throw new CaptureException(
          Reason.NO_DUMP,
          "snapshot device %s: holds no whole dump%s"
              .formatted(device.path(), contents.hasDump() ? ", only a part of one" : ""));
    }
    // A signal leaves it as it was found.
    AtExit nothing = lock.atExit(() -> {});
    return new DumpOnDevice(
        contents.label().orElse(UNLABELLED),
        new CapturedDump(device, contents, Optional.empty(), nothing));
  }

  /**
   * Erases what lies there, whole or not.
   *
   * @param lock that nobody else writes there
   * @param path the device's; empty for the loaded capture kernel's
   * @return what was done, in words
   */
  public static String erase(JumpLock lock, Optional<String> path) throws IOException {
    SnapshotDevice device = device(path);
    return lock.uncut(
        () -> {
          try (RawDevice raw = RawDevice.openExclusively(device.path())) {
            DeviceContents contents = DeviceContents.read(raw);
            contents.erase(device, raw);
            return contents.hasDump()
                ? "%s: erased the dump of %s".formatted(device.path(), contents.takenAt())
                : "%s: held no dump".formatted(device.path());
          }
        });
  }

  private static SnapshotDevice device(Optional<String> path) throws IOException {
    if (path.isPresent()) {
      return SnapshotDevice.of(path.get());
    }
    return SnapshotDevice.of(
        CaptureKernel.state()
            .map(CaptureState::device)
            .orElseThrow(
                () ->
                    new CaptureException(
                        Reason.NOT_LOADED,
                        "no capture kernel is loaded, so that nothing tells which device is meant;"
                            + " name it with --device")));
  }
}
