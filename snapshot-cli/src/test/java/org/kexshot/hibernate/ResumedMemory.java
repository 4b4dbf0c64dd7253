package org.kexshot.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.hibernate.image.ImageOnDevice;
import org.kexshot.lab.Guest;
import org.kexshot.linux.RawDevice;
import org.kexshot.memory.KexecPageList;
import org.kexshot.memory.PhysicalMemory;

/** What a resumed system has in memory before its first instruction, beside its image. */
final class ResumedMemory {
  private ResumedMemory() {}

  /**
   * Compares each page of the image, and each page that it says is zeros.
   *
   * @param disk with the image
   * @return how many pages were compared
   */
  static long compare(Guest guest, Path disk) throws IOException {
    Path directory = Files.createDirectories(disk.resolveSibling("resumed-memory"));
    long compared = 0;
    List<Long> other = new ArrayList<>();
    try (RawDevice raw = RawDevice.openForReading(disk.toString())) {
      ImageOnDevice image = ImageOnDevice.read(raw, Files.size(disk));
      KexecPageList exchanged = image.exchanged(raw);
      PhysicalMemory system = image.memory(raw);
      PfnSet frames = image.contents().copy();
      frames.addAll(image.zeros());
      frames.remove(image.system().clockNote());
      ByteBuffer expected = ByteBuffer.allocate(Page.SIZE);
      ByteBuffer found = ByteBuffer.allocate(Page.SIZE);
      List<PhysicalRange> ram = image.system().ram();
      for (PhysicalRange range : ram) {
        guest.qmp().pmemsave(range.start(), range.length(), file(directory, range));
      }
      for (long pfn = frames.nextIn(0); pfn < frames.end(); pfn = frames.nextIn(pfn + 1)) {
        long place = exchanged.placeOf(pfn) << Page.SHIFT;
        PhysicalRange range = ram.stream().filter(r -> r.contains(place)).findFirst().orElseThrow();
        system.readFrame(pfn, expected.clear());
        try (FileChannel channel = FileChannel.open(file(directory, range))) {
          channel.read(found.clear(), place - range.start());
        }
        int length = found.flip().limit();
        if (!expected.flip().limit(length).equals(found)) {
          other.add(pfn);
        }
        compared++;
      }
      for (PhysicalRange range : ram) {
        Files.delete(file(directory, range));
      }
    }
    assertThat(other).as("frames that are not as they were").isEmpty();
    return compared;
  }

  private static Path file(Path directory, PhysicalRange range) {
    return directory.resolve("%x.raw".formatted(range.start())).toAbsolutePath();
  }
}
