package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kexshot.address.PfnSet;
import org.kexshot.format.Dump;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.format.raw.RawImage;
import org.kexshot.linux.MappedRegion;

/**
 * Writes a file's pages as the capture kernel writes a hibernated system's: looks for zeros, sums,
 * and writes past the page cache. {@code docs/benchmarks/uses-hibernate-native.sh} runs it.
 *
 * <pre>
 *   ImageWriting FROM TO TIMES
 * </pre>
 */
public final class ImageWriting {
  private ImageWriting() {}

  public static void main(String[] arguments) throws IOException {
    Path from = Path.of(arguments[0]);
    long size = Files.size(from);
    MemoryMap map = MemoryMap.parse("memory map", "00000000-%08x : System RAM".formatted(size - 1));
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      try (MappedRegion file = MappedRegion.open(from);
          Dump memory = RawImage.open(file, map, () -> {})) {
        PfnSet kept = memory.memory().presentFrames();
        PfnSet zeros = new PfnSet(kept.end());
        long start = System.nanoTime();
        try (DeviceChannel channel = DeviceChannel.open(arguments[1], 0, size)) {
          HibernationTask.writePages(memory.memory(), kept, zeros, channel);
          channel.finish();
        }
        System.out.printf(
            "write %d MiB %d ms%n",
            kept.count() - zeros.count() >> 8, (System.nanoTime() - start) / 1_000_000);
      }
    }
  }
}
