package org.kexshot.format.open;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.VmcoreinfoSearch;
import org.kexshot.format.elf.ElfCore;
import org.kexshot.format.flattened.FlattenedRegion;
import org.kexshot.format.kdump.KdumpDump;
import org.kexshot.format.kdump.KdumpSplitSet;
import org.kexshot.format.lime.LimeImage;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.format.raw.RawImage;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.FileRegion;
import org.kexshot.io.TruncatedException;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** Opens memory images, telling their format by content and never by name. */
public final class DumpFiles {
  private DumpFiles() {}

  /**
   * Opens a dump that fills a file or a device.
   *
   * @throws DumpFormatException if the content is no format that is known, or is corrupt
   * @throws IOException if the file cannot be read
   */
  public static Dump open(Path file) throws IOException {
    FileRegion region = FileRegion.open(file);
    return openOrClose(region, region);
  }

  /**
   * Opens a dump that lies inside a file or a device.
   *
   * @param offset of its first byte
   * @param length bytes that belong to it; may be more than the dump itself takes
   * @throws DumpFormatException if the content is no format that is known, or is corrupt
   * @throws IOException if the file cannot be read, or ends before
   */
  public static Dump open(Path file, long offset, long length) throws IOException {
    FileRegion whole = FileRegion.open(file);
    try {
      return openOrClose(whole.slice(file.toString(), offset, length), whole);
    } catch (TruncatedException e) {
      whole.close();
      throw new DumpFormatException(file.toString(), e.offset(), e.getMessage());
    }
  }

  /**
   * Opens the files of a dump that {@code makedumpfile --split} wrote, as one; with one file, any
   * dump.
   *
   * @param files in any order; some may be missing, and their pages are unreadable then
   * @throws DumpFormatException if they are not of one set, or one of them is corrupt
   * @throws IOException if a file cannot be read
   */
  public static Dump open(List<Path> files) throws IOException {
    return files.size() == 1 ? open(files.get(0)) : openSplit(files);
  }

  private static Dump openSplit(List<Path> files) throws IOException {
    List<KdumpDump> parts = new ArrayList<>();
    try {
      for (Path file : files) {
        parts.add(openPart(file));
      }
      Dump set = KdumpSplitSet.join(parts);
      return set.vmcoreinfo().isPresent() ? set : described(set, set.formatName(), List.of());
    } catch (IOException | RuntimeException e) {
      for (KdumpDump part : parts) {
        part.close();
      }
      throw e;
    }
  }

  private static KdumpDump openPart(Path file) throws IOException {
    FileRegion region = FileRegion.open(file);
    try {
      return openPart(region, region);
    } catch (IOException | RuntimeException e) {
      region.close();
      throw e;
    }
  }

  /** Opens a file of a split set; see {@link #open(ByteRegion, Closeable)}. */
  public static KdumpDump openPart(ByteRegion region, Closeable source) throws IOException {
    if (!KdumpDump.recognizes(region)) {
      throw new DumpFormatException(
          region.name(), 0, "no kdump-compressed file; only such can be of a split set");
    }
    try {
      return KdumpDump.open(region, source);
    } catch (TruncatedException e) {
      throw cutOff(e);
    }
  }

  /**
   * Opens a raw image.
   *
   * @param map which memory it holds, and where
   * @throws IOException if the file cannot be read
   */
  public static Dump open(Path file, MemoryMap map) throws IOException {
    FileRegion region = FileRegion.open(file);
    try {
      return RawImage.open(region, map, region);
    } catch (IOException | RuntimeException e) {
      region.close();
      throw e;
    }
  }

  private static Dump openOrClose(ByteRegion region, Closeable source) throws IOException {
    try {
      return open(region, source);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * Opens a dump out of any region. Where the file has no VMCOREINFO note, it is looked for in
   * memory, which reads all pages once.
   *
   * @param source closed with the dump; not closed if this throws
   */
  public static Dump open(ByteRegion region, Closeable source) throws IOException {
    try {
      if (FlattenedRegion.recognizes(region)) {
        FlattenedRegion flattened = FlattenedRegion.open(region);
        Dump inner = openPlain(flattened, source);
        return described(inner, inner.formatName() + ", flattened", flattened.problems());
      }
      if (LimeImage.recognizes(region)) {
        return LimeImage.open(region, source);
      }
      Dump dump = openPlain(region, source);
      return dump.vmcoreinfo().isPresent() ? dump : described(dump, dump.formatName(), List.of());
    } catch (TruncatedException e) {
      throw cutOff(e);
    }
  }

  private static DumpFormatException cutOff(TruncatedException e) {
    return new DumpFormatException(
        e.resource(), e.offset(), e.getMessage() + "; the file is cut off");
  }

  /**
   * @param wrapping what is wrong with what wraps the dump
   */
  private static Dump described(Dump dump, String formatName, List<String> wrapping)
      throws IOException {
    Optional<Vmcoreinfo> vmcoreinfo = dump.vmcoreinfo();
    if (vmcoreinfo.isEmpty()) {
      vmcoreinfo = VmcoreinfoSearch.find(dump.memory());
    }
    List<String> problems = new ArrayList<>(wrapping);
    problems.addAll(dump.problems());
    return new DescribedDump(dump, formatName, vmcoreinfo, problems);
  }

  private static Dump openPlain(ByteRegion region, Closeable source) throws IOException {
    if (ElfCore.recognizes(region)) {
      return ElfCore.open(region, source);
    }
    if (KdumpDump.recognizes(region)) {
      return KdumpDump.open(region, source);
    }
    throw unknown(region);
  }

  private static DumpFormatException unknown(ByteRegion region) throws IOException {
    int length = (int) Math.min(8, region.length());
    StringBuilder found = new StringBuilder();
    for (byte b : region.little(0, length).array()) {
      found.append("%02x ".formatted(b));
    }
    return new DumpFormatException(
        region.name(),
        0,
        "begins with %s(%d bytes in all); an ELF core, a kdump-compressed, flattened, LiME or AVML file expected; a raw image needs a memory map"
            .formatted(found, region.length()));
  }
}
