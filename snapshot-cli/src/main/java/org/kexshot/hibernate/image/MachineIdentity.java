package org.kexshot.hibernate.image;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * By what a machine is known again: its processors and the devices on its PCI buses. A resumed
 * kernel finds them as it left them, or drives what is not there.
 *
 * @param processor maker, family, model and stepping
 * @param features of the processor, as the kernel names them
 * @param processors how many there are
 * @param devices place, maker, model and subsystem of each PCI device
 */
public record MachineIdentity(
    String processor, Set<String> features, int processors, Set<String> devices) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path DEVICES = Path.of("/sys/bus/pci/devices");
  private static final List<String> DEVICE_FILES =
      List.of("vendor", "device", "subsystem_vendor", "subsystem_device", "class");
  private static final int MOST_NAMED = 5;

  public MachineIdentity {
    features = new TreeSet<>(features);
    devices = new TreeSet<>(devices);
  }

  /** Of this machine. */
  public static MachineIdentity read() throws IOException {
    TreeMap<String, String> first = new TreeMap<>();
    int processors = 0;
    for (String line : Files.readAllLines(PROCESSORS)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip();
        processors += name.equals("processor") ? 1 : 0;
        first.putIfAbsent(name, line.substring(colon + 1).strip());
      }
    }
    return new MachineIdentity(
        "%s family %s model %s stepping %s"
            .formatted(
                first.getOrDefault("vendor_id", "?"),
                first.getOrDefault("cpu family", "?"),
                first.getOrDefault("model", "?"),
                first.getOrDefault("stepping", "?")),
        Set.of(first.getOrDefault("flags", "").split(" +")),
        processors,
        pciDevices());
  }

  private static Set<String> pciDevices() throws IOException {
    Set<String> devices = new TreeSet<>();
    if (Files.isDirectory(DEVICES)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(DEVICES)) {
        for (Path entry : entries) {
          List<String> words = new ArrayList<>(List.of(entry.getFileName().toString()));
          for (String file : DEVICE_FILES) {
            words.add(Files.readString(entry.resolve(file)).strip());
          }
          devices.add(String.join(" ", words));
        }
      }
    }
    return devices;
  }

  /**
   * In what a machine is not this one, a sentence each; empty if nothing tells them apart.
   *
   * @param now the machine on which the image is to be resumed
   * @param sameKernel whether the same kernel tells of both, so that features have the same names
   */
  public List<String> differences(MachineIdentity now, boolean sameKernel) {
    List<String> differences = new ArrayList<>();
    if (!processor.equals(now.processor)) {
      differences.add("its processor is %s, this one is %s".formatted(processor, now.processor));
    }
    if (now.processors < processors) {
      differences.add("it has %d processors, here are %d".formatted(processors, now.processors));
    }
    if (sameKernel && !now.features.containsAll(features)) {
      differences.add(
          "its processor has features that this one lacks: "
              + some(without(features, now.features)));
    }
    Set<String> gone = without(devices, now.devices);
    if (!gone.isEmpty()) {
      differences.add("devices of it are not here: " + some(gone));
    }
    return differences;
  }

  private static Set<String> without(Set<String> all, Set<String> those) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(those);
    return rest;
  }

  private static String some(Set<String> names) {
    String list = String.join(", ", names.stream().limit(MOST_NAMED).toList());
    return names.size() <= MOST_NAMED
        ? list
        : "%s and %d more".formatted(list, names.size() - MOST_NAMED);
  }
}
