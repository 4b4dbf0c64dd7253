package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.kexshot.address.Page;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.channel.DeviceLabel;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.device.BlockDevice;
import org.kexshot.device.ForeignContents;
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
   * @throws CaptureException {@link Reason#DEVICE} if it is missing, no block device, too small, or
   *     in use
   */
  public static SnapshotDevice of(String path) throws IOException {
    Path file = Path.of(path);
    if (!Files.exists(file)) {
      throw unusable(path, "there is no such device; name a disk or partition of its own");
    }
    BlockDevice device =
        BlockDevice.of(file)
            .orElseThrow(
                () -> unusable(path, "not a block device; name a disk or partition of its own"));
    long size = device.size();
    if (size < DeviceLayout.MINIMUM_SIZE) {
      throw unusable(
          path,
          "%d bytes; at least %d are needed, and room for the pages that are kept"
              .formatted(size, DeviceLayout.MINIMUM_SIZE));
    }
    Optional<String> use = device.use();
    if (use.isPresent()) {
      throw unusable(path, "in use: %s; the dump would destroy it".formatted(use.get()));
    }
    requireUnheld(path);
    return new SnapshotDevice(path, size);
  }

  private static void requireUnheld(String path) throws IOException {
    try (RawDevice held = RawDevice.openExclusively(path)) {
      held.read(DeviceLayout.LABEL, RawDevice.BLOCK);
    } catch (SystemCallException e) {
      if (e.errno() == EBUSY) {
        throw unusable(path, "in use (mounted, or part of a volume); " + e.getMessage());
      }
      throw unusable(path, e.getMessage());
    }
  }

  /**
   * Refuses where not even half of what memory is used for now would fit, so that A is not stopped
   * for nothing. What does not fit after all is found as it is written.
   *
   * @throws CaptureException {@link Reason#DEVICE}
   */
  public void requireRoomFor(long pages) throws CaptureException {
    long room = size - DeviceLayout.DUMP;
    long needed = pages * Page.SIZE;
    if (needed / 2 > room) {
      throw new CaptureException(
          Reason.DEVICE,
          ("snapshot device %s: room for %d MiB, and some %d MiB of memory are used: take a larger"
                  + " device, or leave out more (`snap --dump-level`, `hibernate --drop-cache`)")
              .formatted(path, room >> 20, needed >> 20));
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

  /**
   * Erases what lies there that nobody wanted to be left there.
   *
   * @return whether memory of A was among it
   */
  public boolean eraseRemains() throws IOException {
    try (RawDevice raw = RawDevice.openExclusively(path)) {
      DeviceContents contents = DeviceContents.read(raw);
      if (contents.isRemains()) {
        contents.erase(this, raw);
      }
      return contents.isRemains() && contents.hasDump();
    }
  }

  private static CaptureException unusable(String path, String why) {
    return new CaptureException(Reason.DEVICE, "snapshot device %s: %s".formatted(path, why));
  }

  /** What others wrote to it. */
  ForeignContents foreignContents() throws IOException {
    return ForeignContents.of(Path.of(path));
  }

  /**
   * Makes sure that nobody's data are overwritten.
   *
   * @throws CaptureException {@link Reason#DEVICE} if it holds some
   */
  void requireNothingForeign() throws IOException {
    ForeignContents contents = foreignContents();
    if (!contents.isEmpty()) {
      throw unusable(
          path,
          "it holds %s, which a dump would destroy; name a disk or partition of its own, or insist"
                  .formatted(contents.inWords())
              + " with `capture load --overwrite`");
    }
  }

  /** Says whether a device can take a snapshot. */
  public static Precondition check(String path) throws IOException {
    try {
      SnapshotDevice device = of(path);
      device.requireNothingForeign();
      return new Precondition(
          "snapshot device", true, "%s, %d MiB, unused".formatted(path, device.size() >> 20), "");
    } catch (CaptureException e) {
      return new Precondition(
          "snapshot device", false, e.getMessage(), "name a disk or partition of its own");
    }
  }
}
