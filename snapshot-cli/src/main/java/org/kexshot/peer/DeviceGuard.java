package org.kexshot.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.kexec.boot.CpioArchive;

/**
 * Keeps a peer from disks and networks that are not its own. Before any program of its initial file
 * system, a script gives the PCI devices that they are on to no driver ({@code driver_override} of
 * {@code Documentation/ABI/testing/sysfs-bus-pci}), and takes them from a driver that is built in
 * and was quicker. A controller that has a disk of the peer's as well stays.
 *
 * @param keptAway addresses of those PCI devices, in order
 * @param withinReach what the peer can reach though it is not its own, in words
 */
record DeviceGuard(List<String> keptAway, List<String> withinReach) {
  /** The script in the peer. */
  static final String INIT = "/kexshot-peer-init";

  private static final String KERNELS_WORD = "rdinit=";
  private static final Pattern PCI =
      Pattern.compile("/([0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])/");

  DeviceGuard {
    keptAway = List.copyOf(keptAway);
    withinReach = List.copyOf(withinReach);
  }

  /**
   * Looks at this machine's devices.
   *
   * @param disks that the peer may use
   * @param networks interfaces that it may use
   */
  static DeviceGuard of(List<String> disks, List<String> networks) throws IOException {
    List<String> own = new ArrayList<>(networks);
    for (String disk : disks) {
      own.add(Path.of(disk).toRealPath().getFileName().toString());
    }
    return in(Path.of("/sys"), own);
  }

  /**
   * As {@link #of}.
   *
   * @param own names of disks, partitions and interfaces
   */
  static DeviceGuard in(Path sysfs, List<String> own) throws IOException {
    Set<String> used = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    List<String> reach = new ArrayList<>();
    List<Path> entries = new ArrayList<>(entries(sysfs.resolve("class/block")));
    entries.addAll(entries(sysfs.resolve("class/net")));
    for (Path entry : entries) {
      if (own.contains(entry.getFileName().toString())) {
        controller(entry.toRealPath()).ifPresent(used::add);
      }
    }
    for (Path entry : entries) {
      Path device = entry.toRealPath();
      String name = entry.getFileName().toString();
      if (own.contains(name) || device.toString().contains("/devices/virtual/")) {
        continue;
      }
      Optional<String> controller = controller(device);
      if (controller.isPresent() && !used.contains(controller.get())) {
        others.add(controller.get());
      } else if (!isPartOf(device, own)) {
        reach.add(
            name
                + controller
                    .map(address -> " is on the controller %s of what it uses".formatted(address))
                    .orElse(" is on no PCI device"));
      }
    }
    return new DeviceGuard(List.copyOf(others), reach);
  }

  /** A partition of a disk that may be used. */
  private static boolean isPartOf(Path device, List<String> own) {
    return own.contains(device.getParent().getFileName().toString());
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
        stream.forEach(entries::add);
      }
    }
    entries.sort(null);
    return entries;
  }

  /** The PCI device nearest to a device, by its place in sysfs. */
  private static Optional<String> controller(Path device) {
    Matcher matcher = PCI.matcher(device.toString());
    String last = null;
    for (int at = 0; matcher.find(at); at = matcher.end() - 1) {
      last = matcher.group(1);
    }
    return Optional.ofNullable(last);
  }

  /** What the script starts: the last that the user names, as for the kernel. */
  private static String init(String append) {
    return Stream.of(append.strip().split("\\s+"))
        .filter(word -> word.startsWith(KERNELS_WORD))
        .reduce((first, last) -> last)
        .map(word -> word.substring(KERNELS_WORD.length()))
        .orElse("/init");
  }

  /** The user's words without the one that names the first program, which the script starts. */
  static String withoutInit(String append) {
    return Stream.of(append.strip().split("\\s+"))
        .filter(word -> !word.startsWith(KERNELS_WORD))
        .collect(Collectors.joining(" "));
  }

  /**
   * The script as an archive that is unpacked over the peer's initial file system.
   *
   * @param append the user's words
   */
  byte[] archive(String append) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CpioArchive archive = new CpioArchive(bytes);
    archive.file(INIT.substring(1), true, script(init(append)).getBytes(StandardCharsets.US_ASCII));
    archive.finish();
    return bytes.toByteArray();
  }

  private String script(String init) {
    return """
        #!/bin/sh
        # Made by `kexshot peer start`: keeps this system from devices that are not its own, then starts its init.
        PATH=/bin:/sbin:/usr/bin:/usr/sbin
        b=
        [ ! -x /bin/busybox ] || b=/bin/busybox
        [ -d /sys ] || $b mkdir /sys
        $b mount -t sysfs sysfs /sys || echo 'kexshot: sysfs cannot be mounted: no device is kept away' >/dev/console
        for device in %s; do
            place=/sys/bus/pci/devices/$device
            [ -d $place ] || continue
            echo kept-away-by-kexshot >$place/driver_override ||
                echo "kexshot: $device cannot be kept away" >/dev/console
            [ ! -e $place/driver ] || echo $device >$place/driver/unbind
        done
        $b umount /sys
        exec %s "$@"
        """
        .formatted(String.join(" ", keptAway), init);
  }
}
