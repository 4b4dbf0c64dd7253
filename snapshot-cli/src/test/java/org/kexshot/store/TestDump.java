package org.kexshot.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Random;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.PageFilter;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.Utsname;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.FileSink;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** Small dump files: 64 page frames, 40 of them random and the others zero. No kernel in them. */
public final class TestDump {
  private static final int FRAMES = 64;
  private static final int RANDOM_FRAMES = 40;

  private TestDump() {}

  /**
   * Writes a dump.
   *
   * @param random gives the pages; equal seeds give equal pages
   * @param changed how many of them differ from what {@code random} gave
   */
  public static void write(Path file, Random random, int changed) throws IOException {
    MemoryDump memory = new MemoryDump(new PhysicalRange(0, FRAMES * 4096L));
    byte[] page = new byte[4096];
    for (int frame = 0; frame < RANDOM_FRAMES; frame++) {
      random.nextBytes(page);
      page[0] ^= (byte) (frame < changed ? 1 : 0);
      memory.page(frame, page);
    }
    Vmcoreinfo vmcoreinfo = memory.vmcoreinfo().orElseThrow();
    DumpDescription description =
        new DumpDescription(
            Architecture.I386,
            Utsname.of(vmcoreinfo, Architecture.I386),
            Instant.parse("2026-01-02T03:04:05Z"),
            vmcoreinfo,
            ElfNotes.none());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      KdumpWriter.write(
          memory,
          PageFilter.everything(memory),
          description,
          Compression.ZLIB,
          1,
          new FileSink(channel));
    }
  }
}
