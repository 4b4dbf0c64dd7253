package org.kexshot.capture.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The modules that a capture kernel must load before it sees the snapshot device. What drives the
 * device is taken from the running kernel; what of that is a module, and what it needs in turn,
 * from the directory of the capture kernel's modules.
 */
public final class SnapshotDrivers {
  private static final Path DIRECTORIES = Path.of("/lib/modules");

  private final String device;
  private final DeviceDrivers drivers;
  private final Optional<Path> directory;

  SnapshotDrivers(String device, DeviceDrivers drivers, Optional<Path> directory) {
    this.device = device;
    this.drivers = drivers;
    this.directory = directory;
  }

  /** For a capture kernel that has all drivers built in. */
  public static SnapshotDrivers builtIn(String device) {
    return new SnapshotDrivers(device, new DeviceDrivers(List.of(), Set.of()), Optional.empty());
  }

  /**
   * Of a disk or partition of this machine.
   *
   * @param device its path, or a link to that
   * @param directory of the capture kernel's modules; without it, {@code /lib/modules/RELEASE}
   * @throws IOException if the device is made of others by software
   */
  public static SnapshotDrivers of(String device, Optional<Path> directory) throws IOException {
    String name = Path.of(device).toRealPath().getFileName().toString();
    return new SnapshotDrivers(device, DeviceDrivers.of(Path.of("/sys"), name), directory);
  }

  /** Names of what drives the device, from the disk up; some may be built in. */
  public List<String> names() {
    return drivers.names();
  }

  /**
   * The modules for a capture kernel, in the order in which they can be loaded; none where it has
   * all drivers built in.
   *
   * @param release the capture kernel's
   * @throws IOException if one is missing, damaged, or made for another kernel
   */
  public List<ModuleFile> forKernel(String release) throws IOException {
    Path path = directory.orElse(DIRECTORIES.resolve(release));
    if (!Files.isDirectory(path)) {
      if (drivers.loadable().isEmpty() && directory.isEmpty()) {
        return List.of();
      }
      throw new IOException(
          ("%s: no such directory; it should hold the capture kernel's modules, among them %s for %s:"
                  + " install them, or say with --modules where they are, or with --no-modules that it"
                  + " has these built in")
              .formatted(path, String.join(", ", drivers.names()), device));
    }
    ModuleDirectory available = ModuleDirectory.read(path);
    for (String driver : drivers.loadable()) {
      if (!available.has(driver) && !available.isBuiltIn(driver)) {
        throw new IOException(
            ("%s: neither modules.dep nor modules.builtin has %s, which drives %s: the capture kernel"
                    + " %s cannot use that device")
                .formatted(path, driver, device, release));
      }
    }
    List<ModuleFile> modules = new ArrayList<>();
    for (Path file : available.filesOf(drivers.names())) {
      modules.add(ModuleFile.read(file, release));
    }
    return modules;
  }
}
