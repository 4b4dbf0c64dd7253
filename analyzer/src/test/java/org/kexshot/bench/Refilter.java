package org.kexshot.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Compression;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpDescription;
import org.kexshot.format.DumpFiles;
import org.kexshot.format.DumpReport;
import org.kexshot.format.FileSink;
import org.kexshot.format.Utsname;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Filters a dump into a kdump-compressed file, as {@code makedumpfile -d LEVEL} does: {@code
 * Refilter IN OUT LEVEL COMPRESSION THREADS [TIMES]}. Prints how long selecting and writing took;
 * of several times the later ones are warm.
 */
public final class Refilter {
  private Refilter() {}

  public static void main(String[] arguments) throws IOException {
    Path in = Path.of(arguments[0]);
    Path out = Path.of(arguments[1]);
    DumpLevel level = new DumpLevel(Integer.parseInt(arguments[2]));
    Compression compression = Compression.valueOf(arguments[3]);
    int threads = Integer.parseInt(arguments[4]);
    int times = arguments.length > 5 ? Integer.parseInt(arguments[5]) : 1;
    try (Dump dump = DumpFiles.open(in)) {
      for (int i = 0; i < times; i++) {
        run(dump, out, level, compression, threads);
      }
    }
  }

  private static void run(
      Dump dump, Path out, DumpLevel level, Compression compression, int threads)
      throws IOException {
    long start = System.nanoTime();
    Vmcoreinfo vmcoreinfo = dump.vmcoreinfo().orElseThrow();
    KernelPaging paging = KernelPaging.find(dump.memory(), vmcoreinfo, dump.architecture());
    PageSelection selection = PageFilter.select(dump.memory(), paging.kernel(), vmcoreinfo, level);
    long selected = System.nanoTime();
    DumpDescription description =
        new DumpDescription(
            dump.architecture(),
            Utsname.read(paging.kernel(), vmcoreinfo, dump.architecture()),
            dump.takenAt().orElse(Instant.EPOCH),
            vmcoreinfo,
            dump.notes());
    try (FileChannel channel =
        FileChannel.open(
            out,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      DumpReport report =
          KdumpWriter.write(
              dump.memory(), selection, description, compression, threads, new FileSink(channel));
      System.out.printf(
          "select %.3f s, write %.3f s, %s, %d bytes%n",
          (selected - start) / 1e9,
          (System.nanoTime() - selected) / 1e9,
          report.counts(),
          report.bytes());
    }
  }
}
