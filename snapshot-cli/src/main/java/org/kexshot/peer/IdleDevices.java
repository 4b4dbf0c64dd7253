package org.kexshot.peer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PCI devices for which this system has no driver. A peer that panicked has not stopped its
 * devices: those with a driver here were reset as this system went on, the others may still write
 * to the peer's memory, until their right to do so is taken away, as the kernel does before it
 * starts another ({@code pci_device_shutdown} of {@code drivers/pci/pci-driver.c}).
 */
final class IdleDevices {
  private static final int COMMAND = 4;
  private static final int BUS_MASTER = 1 << 2;
  private static final String BRIDGE = "0x06";

  private IdleDevices() {}

  /** Stops them. */
  static void stop() throws IOException {
    stop(Path.of("/sys/bus/pci/devices"));
  }

  /**
   * As {@link #stop()}.
   *
   * @return addresses of those that were stopped, in order
   */
  static List<String> stop(Path directory) throws IOException {
    List<String> stopped = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return stopped;
    }
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(directory)) {
      for (Path device : devices) {
        if (!Files.exists(device.resolve("driver"))
            && !Files.readString(device.resolve("class")).startsWith(BRIDGE)
            && stop(device.resolve("config").toFile().getPath())) {
          stopped.add(device.getFileName().toString());
        }
      }
    }
    stopped.sort(null);
    return stopped;
  }

  /** Whether it could write to memory. */
  private static boolean stop(String configuration) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(configuration, "rw")) {
      file.seek(COMMAND);
      int low = file.readUnsignedByte();
      if ((low & BUS_MASTER) == 0) {
        return false;
      }
      file.seek(COMMAND);
      file.write(low & ~BUS_MASTER);
      return true;
    }
  }
}
