package org.kexshot.capture.modules;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which drivers stand between a disk and the processor, as the running kernel's sysfs tells: that
 * of the disk, of its controller, of the bus the controller is on, up to the root.
 *
 * @param names of their modules, the root's first; a built-in driver has a name too, where the
 *     kernel tells it
 * @param loadable those of them that are modules here, not built in
 */
record DeviceDrivers(List<String> names, Set<String> loadable) {
  /**
   * Looks them up.
   *
   * @param sysfs where it is mounted
   * @param name the disk's or partition's, such as {@code sdb1}
   * @throws IOException if the device is made of others by software
   */
  static DeviceDrivers of(Path sysfs, String name) throws IOException {
    Path devices = sysfs.resolve("devices").toRealPath();
    Path device = sysfs.resolve("class/block").resolve(name).toRealPath();
    Set<String> names = new LinkedHashSet<>();
    for (Path place : places(devices, device)) {
      names.addAll(above(devices, place));
    }
    Set<String> loadable = new LinkedHashSet<>(names);
    loadable.removeIf(module -> !Files.exists(sysfs.resolve("module/" + module + "/initstate")));
    return new DeviceDrivers(List.copyOf(names), loadable);
  }

  /** Where the hardware is: an NVMe disk with several controllers lies apart from them. */
  private static List<Path> places(Path devices, Path device) throws IOException {
    Path virtual = devices.resolve("virtual");
    if (!device.startsWith(virtual)) {
      return List.of(device);
    }
    List<Path> places = new ArrayList<>();
    if (device.startsWith(virtual.resolve("nvme-subsystem"))) {
      Path subsystem =
          virtual.resolve("nvme-subsystem").resolve(virtual.relativize(device).getName(1));
      try (DirectoryStream<Path> links = Files.newDirectoryStream(subsystem, "nvme*")) {
        for (Path link : links) {
          if (Files.isSymbolicLink(link)) {
            places.add(link.toRealPath());
          }
        }
      }
    }
    if (places.isEmpty()) {
      throw new IOException(
          "%s: made of other devices by software, which the capture kernel cannot do; name a disk or"
                  .formatted(device)
              + " partition");
    }
    return places;
  }

  private static List<String> above(Path devices, Path device) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path at = device; at.startsWith(devices) && !at.equals(devices); at = at.getParent()) {
      Path module = at.resolve("driver/module");
      if (Files.exists(module)) {
        names.add(0, module.toRealPath().getFileName().toString());
      }
    }
    return names;
  }
}
