package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kexshot.address.Page;
import org.kexshot.hibernate.image.ImageOnDevice;
import org.kexshot.linux.RawDevice;

/**
 * Takes memory for a hibernation image and reads it there several times as a resume does, up to
 * where it would be loaded. In a virtual machine the first time has the hypervisor find the memory.
 * {@code docs/benchmarks/uses-hibernate-native.sh} runs it, as root.
 *
 * <pre>
 *   ImageReading DEVICE-FILE TIMES
 * </pre>
 */
public final class ImageReading {
  private static final long RESERVE = 64 << 20;

  private ImageReading() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    try (RawDevice device = RawDevice.openForReading(file.toString());
        HeldMemory held = new HeldMemory(endPfn())) {
      long start = System.nanoTime();
      ImageOnDevice image = ImageOnDevice.read(device, Files.size(file));
      Placement placement =
          Placement.of(
              image, image.exchanged(device), image.system().captureRange(), held, RESERVE);
      System.out.printf("memory taken in %d ms%n", (System.nanoTime() - start) / 1_000_000);
      for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
        long begun = System.nanoTime();
        ImageReader.read(device, image, placement);
        System.out.printf(
            "read %d MiB %d ms%n",
            image.mark().pagesSize() >> 20, (System.nanoTime() - begun) / 1_000_000);
      }
    }
  }

  private static long endPfn() throws IOException {
    return Files.readAllLines(Path.of("/proc/iomem")).stream()
        .filter(line -> line.endsWith(": System RAM"))
        .mapToLong(line -> Long.parseLong(line.strip().split("[- ]")[1], 16) / Page.SIZE + 1)
        .max()
        .orElseThrow();
  }
}
