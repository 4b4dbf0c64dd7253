package org.kexshot.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.format.Utsname;
import org.kexshot.format.elf.ElfCoreWriter;
import org.kexshot.format.elf.SegmentAddresses;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.FileSink;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Compares the page frames that each of the 32 levels keeps with those that {@code makedumpfile}
 * keeps of the same dump, and their bytes: {@code LevelComparison DUMP DIRECTORY MAKEDUMPFILE...}.
 * DUMP may be {@code FILE:MAP}, a raw image and its memory map. What {@code makedumpfile} reads is
 * an ELF core of all of the dump, written first, since it refuses several of the formats that dumps
 * come in; its command may have several words. Exit code 1 if a level differs.
 */
public final class LevelComparison {
  private final Dump dump;
  private final Vmcoreinfo vmcoreinfo;
  private final KernelPaging paging;

  private LevelComparison(Dump dump) throws IOException {
    this.dump = dump;
    this.vmcoreinfo = dump.vmcoreinfo().orElseThrow();
    this.paging = KernelPaging.find(dump.memory(), vmcoreinfo, dump.architecture());
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> tool = Arrays.asList(arguments).subList(2, arguments.length);
    boolean equal = true;
    try (Dump dump = open(arguments[0])) {
      LevelComparison comparison = new LevelComparison(dump);
      Path core = comparison.writeCore(Path.of(arguments[1]));
      for (int level = 0; level < 32; level++) {
        Path theirs = core.resolveSibling("level-%d.kdump".formatted(level));
        filter(tool, core, theirs, level);
        equal &= comparison.compare(new DumpLevel(level), theirs);
        Files.delete(theirs);
      }
      Files.delete(core);
    }
    System.exit(equal ? 0 : 1);
  }

  private static Dump open(String argument) throws IOException {
    int colon = argument.indexOf(':');
    return colon < 0
        ? DumpFiles.open(Path.of(argument))
        : DumpFiles.open(
            Path.of(argument.substring(0, colon)),
            MemoryMap.read(Path.of(argument.substring(colon + 1))));
  }

  private Path writeCore(Path directory) throws IOException {
    Path core = Files.createTempFile(directory, "comparison", ".elf");
    DumpDescription description =
        new DumpDescription(
            dump.architecture(),
            Utsname.of(vmcoreinfo, dump.architecture()),
            Instant.EPOCH,
            vmcoreinfo,
            dump.notes());
    SegmentAddresses addresses =
        dump.architecture() == Architecture.I386
            ? SegmentAddresses.ofDirectMap(paging.textOffset())
            : SegmentAddresses.UNKNOWN;
    try (FileChannel channel = FileChannel.open(core, StandardOpenOption.WRITE)) {
      PageSelection all = PageFilter.everything(dump.memory());
      ElfCoreWriter.write(
          dump.memory(), all, description, addresses, 1, new FileSink(channel), PageProgress.NONE);
    }
    return core;
  }

  private static void filter(List<String> tool, Path core, Path out, int level)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(tool);
    String number = Integer.toString(level);
    command.addAll(List.of("-l", "-f", "-d", number, core.toString(), out.toString()));
    Path log = Files.createTempFile("makedumpfile", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IOException("%s failed: %s".formatted(command, Files.readString(log)));
    }
    Files.delete(log);
  }

  private boolean compare(DumpLevel level, Path file) throws IOException {
    PageSelection selection = PageFilter.select(dump.memory(), paging.kernel(), vmcoreinfo, level);
    try (Dump other = DumpFiles.open(file)) {
      PfnSet theirs = other.memory().presentFrames();
      PfnSet ours = selection.kept();
      long onlyOurs = 0;
      long onlyTheirs = 0;
      long differing = 0;
      long lowest = Long.MAX_VALUE;
      long highest = -1;
      for (long pfn = 0; pfn < Math.max(ours.end(), theirs.end()); pfn++) {
        if (ours.contains(pfn) && theirs.contains(pfn)) {
          differing += samePage(dump.memory(), other.memory(), pfn) ? 0 : 1;
        } else {
          onlyOurs += ours.contains(pfn) ? 1 : 0;
          onlyTheirs += theirs.contains(pfn) ? 1 : 0;
          if (ours.contains(pfn) != theirs.contains(pfn)) {
            lowest = Math.min(lowest, pfn);
            highest = pfn;
          }
        }
      }
      System.out.printf(
          "level %s: kept %d, only here %d, only there %d, other bytes %d, no descriptor %d%n",
          level, ours.count(), onlyOurs, onlyTheirs, differing, selection.undecided());
      if (highest >= 0) {
        System.out.printf(
            "  from page frame 0x%x to 0x%x; undecided are those without a descriptor%n",
            lowest, highest);
      }
      return onlyOurs + onlyTheirs + differing == 0;
    }
  }

  private static boolean samePage(PhysicalMemory one, PhysicalMemory other, long pfn)
      throws IOException {
    byte[] first = new byte[4096];
    byte[] second = new byte[4096];
    one.read(pfn << 12, first, 0, first.length);
    other.read(pfn << 12, second, 0, second.length);
    return Arrays.equals(first, second);
  }
}
