package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.channel.DeviceLabel;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.kexec.Preconditions.Precondition;
import org.kexshot.linux.RawDevice;
import org.kexshot.linux.SystemCallException;

/**
 * The block device that dumps are written to: a disk or partition that nothing else uses.
 *
 * @param path under {@code /dev}
 * @param size in bytes
 */
public record SnapshotDevice(String path, long size) {
  private static final int EBUSY = 16;

  /**
   * Finds the device and makes sure that it can take a dump.
   *
   * @throws CaptureException {@link Reason#DEVICE} if it is missing, no block device, too small,
   *     mounted or used as swap
   */
  public static SnapshotDevice of(String path) throws IOException {
    Path file = Path.of(path);
    if (!Files.exists(file)) {
      throw unusable(path, "there is no such device; name a disk or partition of its own");
    }
    Path entry = Path.of("/sys/class/block").resolve(file.toRealPath().getFileName());
    if (!Files.isDirectory(entry)) {
      throw unusable(path, "not a block device; name a disk or partition of its own");
    }
    long size = Long.parseLong(Files.readString(entry.resolve("size")).strip()) * 512;
    if (size < DeviceLayout.MINIMUM_SIZE) {
      throw unusable(
          path,
          "%d bytes; at least %d are needed, and room for the pages that are kept"
              .formatted(size, DeviceLayout.MINIMUM_SIZE));
    }
    requireUnused(path, file.toRealPath().toString());
    return new SnapshotDevice(path, size);
  }

  private static void requireUnused(String path, String real) throws IOException {
    for (String list : List.of("/proc/mounts", "/proc/swaps")) {
      for (String line : Files.readAllLines(Path.of(list))) {
        String name = line.split("\\s+")[0];
        if (name.equals(path) || name.equals(real)) {
          throw unusable(path, "in use according to %s; the dump would destroy it".formatted(list));
        }
      }
    }
    try (RawDevice held = RawDevice.openExclusively(path)) {
      held.read(DeviceLayout.LABEL, RawDevice.BLOCK);
    } catch (SystemCallException e) {
      if (e.errno() == EBUSY) {
        throw unusable(path, "in use (mounted, or part of a volume); " + e.getMessage());
      }
      throw unusable(path, e.getMessage());
    }
  }

  /** Whether it has the label of that id. */
  boolean isLabelled(UUID id) throws IOException {
    try (RawDevice raw = RawDevice.openForReading(path)) {
      return DeviceLabel.readFrom(raw).filter(label -> label.id().equals(id)).isPresent();
    }
  }

  /** What it holds. */
  DeviceContents contents() throws IOException {
    try (RawDevice raw = RawDevice.openForReading(path)) {
      return DeviceContents.read(raw);
    }
  }

  /** Erases the dump that lies there, if there is one that nobody wanted to be left there. */
  boolean eraseRemains() throws IOException {
    try (RawDevice raw = RawDevice.openExclusively(path)) {
      DeviceContents contents = DeviceContents.read(raw);
      if (contents.isRemains()) {
        contents.erase(this, raw);
      }
      return contents.isRemains();
    }
  }

  private static CaptureException unusable(String path, String why) {
    return new CaptureException(Reason.DEVICE, "snapshot device %s: %s".formatted(path, why));
  }

  /** Says whether a device can take a snapshot. */
  public static Precondition check(String path) throws IOException {
    try {
      SnapshotDevice device = of(path);
      return new Precondition(
          "snapshot device", true, "%s, %d MiB, unused".formatted(path, device.size() >> 20), "");
    } catch (CaptureException e) {
      return new Precondition(
          "snapshot device", false, e.getMessage(), "name a disk or partition of its own");
    }
  }
}
