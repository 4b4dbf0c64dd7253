package org.kexshot.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code /proc/PID/mountinfo}.
 *
 * @param number of the device, {@code MAJOR:MINOR}
 * @param point where it is mounted, as the kernel escapes it
 * @param source the device's path where a device is mounted; of a root often a name that is no file
 */
public record Mount(String number, String point, String source) {
  private static final Path PROC = Path.of("/proc");
  private static final Path NUMBERS = Path.of("/sys/dev/block");
  private static final Path BLOCK_DEVICES = Path.of("/sys/class/block");

  /** What this process sees mounted. */
  public static List<Mount> all() throws IOException {
    return all(PROC);
  }

  static List<Mount> all(Path proc) throws IOException {
    return Files.readAllLines(proc.resolve("self/mountinfo")).stream().map(Mount::parse).toList();
  }

  private static Mount parse(String line) {
    String[] fields = line.split(" ");
    int source = List.of(fields).indexOf("-") + 2;
    return new Mount(fields[2], fields[4], fields[source]);
  }

  /**
   * The name of its block device in sysfs; empty if it is on none. Btrfs gives numbers of its own,
   * so that its source is what tells.
   */
  public Optional<String> blockDevice() throws IOException {
    Path byNumber = NUMBERS.resolve(number);
    if (Files.exists(byNumber)) {
      return Optional.of(byNumber.toRealPath().getFileName().toString());
    }
    Path device = Path.of(source);
    if (!source.startsWith("/dev/") || !Files.exists(device)) {
      return Optional.empty();
    }
    return Optional.of(device.toRealPath().getFileName())
        .filter(name -> Files.exists(BLOCK_DEVICES.resolve(name)))
        .map(Path::toString);
  }
}
