package org.kexshot.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.PhysicalRange;

/**
 * The physical address map of the running kernel, from {@code /proc/iomem}. Only root sees
 * addresses there; for others they are all zero.
 */
public final class IoMemory {
  /**
   * One line.
   *
   * @param depth nesting, 0 for a top-level resource
   */
  public record Resource(int depth, PhysicalRange range, String name) {}

  private final List<Resource> resources;

  private IoMemory(List<Resource> resources) {
    this.resources = List.copyOf(resources);
  }

  /** Reads the running kernel's map. */
  public static IoMemory read() throws IOException {
    return parse(
        Files.readString(Path.of("/proc/iomem"), StandardCharsets.ISO_8859_1).lines().toList());
  }

  /** Parses lines such as {@code " 01000000-019fffff : Kernel code"}. */
  public static IoMemory parse(List<String> lines) throws IOException {
    List<Resource> resources = new ArrayList<>();
    for (String line : lines) {
      int depth = 0;
      while (line.startsWith("  ", 2 * depth)) {
        depth++;
      }
      int dash = line.indexOf('-');
      int colon = line.indexOf(" : ");
      if (dash < 0 || colon < dash) {
        throw new IOException("/proc/iomem: \"%s\": START-END : NAME expected".formatted(line));
      }
      long start = Long.parseUnsignedLong(line.substring(2 * depth, dash), 16);
      long last = Long.parseUnsignedLong(line.substring(dash + 1, colon), 16);
      resources.add(
          new Resource(depth, new PhysicalRange(start, last + 1), line.substring(colon + 3)));
    }
    return new IoMemory(resources);
  }

  public List<Resource> resources() {
    return resources;
  }

  /** RAM that the kernel uses: the top-level ranges named "System RAM", ascending. */
  public List<PhysicalRange> systemRam() {
    return resources.stream()
        .filter(r -> r.depth() == 0 && r.name().equals("System RAM"))
        .map(Resource::range)
        .toList();
  }

  /** The first resource of that name at any depth, e.g. {@code "Kernel code"}. */
  public Optional<PhysicalRange> named(String name) {
    return resources.stream().filter(r -> r.name().equals(name)).map(Resource::range).findFirst();
  }
}
