package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.kexshot.capture.channel.DeviceLabel;
import org.kexshot.linux.RawDevice;

/**
 * Finds the snapshot device by its label among all disks and partitions: this kernel may call it
 * otherwise than A does, and disks may appear some time after boot.
 */
final class DeviceFinder {
  private static final Path BLOCK_DEVICES = Path.of("/sys/class/block");
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private DeviceFinder() {}

  /** The device's path. */
  static String find(UUID id) throws IOException {
    long start = System.nanoTime();
    while (true) {
      StringBuilder seen = new StringBuilder();
      try (DirectoryStream<Path> devices = Files.newDirectoryStream(BLOCK_DEVICES)) {
        for (Path device : devices) {
          String path = "/dev/" + device.getFileName();
          seen.append(' ').append(path);
          if (labelOf(path).filter(label -> label.id().equals(id)).isPresent()) {
            return path;
          }
        }
      }
      if (System.nanoTime() - start > PATIENCE) {
        throw new IOException(
            "the capture kernel sees no snapshot device with label %s; it sees%s"
                .formatted(id, seen.length() == 0 ? " none at all" : seen));
      }
      pause();
    }
  }

  private static Optional<DeviceLabel> labelOf(String path) {
    try (RawDevice device = RawDevice.openForReading(path)) {
      return DeviceLabel.readFrom(device);
    } catch (IOException e) {
      return Optional.empty(); // an empty drive, say
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IOException("interrupted while looking for the snapshot device", e);
    }
  }
}
