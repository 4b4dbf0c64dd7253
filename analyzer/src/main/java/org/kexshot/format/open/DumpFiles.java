package org.kexshot.format.open;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.format.DescribedDump;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormat;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.elf.ElfFormat;
import org.kexshot.format.flattened.FlattenedFormat;
import org.kexshot.format.flattened.FlattenedRegion;
import org.kexshot.format.kdump.KdumpDump;
import org.kexshot.format.kdump.KdumpFormat;
import org.kexshot.format.kdump.KdumpSplitSet;
import org.kexshot.format.lime.AvmlFormat;
import org.kexshot.format.lime.LimeFormat;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.format.raw.RawImage;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.FileRegion;
import org.kexshot.io.TruncatedException;

/** Opens memory images, telling their format by content and never by name. */
public final class DumpFiles {
  /** What {@code makedumpfile} writes, as it is or flattened. */
  private static final List<DumpFormat> SEEKABLE = List.of(new ElfFormat(), new KdumpFormat());

  /**
   * All formats. A file is of one at most, since no two begin with the same bytes; the order is
   * that in which they are named to the user.
   */
  static final List<DumpFormat> FORMATS =
      List.of(
          new ElfFormat(),
          new KdumpFormat(),
          new FlattenedFormat((region, source) -> open(SEEKABLE, region, source)),
          new LimeFormat(),
          new AvmlFormat());

  private DumpFiles() {}

  /**
   * Opens a dump that fills a file or a device.
   *
   * @throws DumpFormatException if the content is in no known format, or is corrupt
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
   * @throws DumpFormatException if the content is in no known format, or is corrupt
   * @throws IOException if the file cannot be read, or ends before
   */
  public static Dump open(Path file, long offset, long length) throws IOException {
    FileRegion whole = FileRegion.open(file);
    try {
      return openOrClose(whole.slice(file.toString(), offset, length), whole);
    } catch (TruncatedException e) {
      whole.close();
      throw new DumpFormatException(file.toString(), e.offset(), e.detail());
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
      return DescribedDump.of(KdumpSplitSet.join(parts));
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

  /**
   * Opens a file of a split set, which may be flattened; see {@link #open(ByteRegion, Closeable)}.
   */
  public static KdumpDump openPart(ByteRegion region, Closeable source) throws IOException {
    try {
      ByteRegion file = FlattenedRegion.recognizes(region) ? FlattenedRegion.open(region) : region;
      if (!new KdumpFormat().recognizes(file)) {
        throw new DumpFormatException(
            region.name(), 0, "no kdump-compressed file; only such can be of a split set");
      }
      return KdumpDump.open(file, source);
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
      return open(FORMATS, region, source);
    } catch (TruncatedException e) {
      throw cutOff(e);
    }
  }

  private static DumpFormatException cutOff(TruncatedException e) {
    return new DumpFormatException(e.resource(), e.offset(), e.detail() + "; the file is cut off");
  }

  private static Dump open(List<DumpFormat> formats, ByteRegion region, Closeable source)
      throws IOException {
    for (DumpFormat format : formats) {
      if (format.recognizes(region)) {
        return format.open(region, source);
      }
    }
    throw unknown(region);
  }

  private static DumpFormatException unknown(ByteRegion region) throws IOException {
    Optional<String> foreign = ForeignFile.describe(region);
    if (foreign.isPresent()) {
      return new DumpFormatException(
          region.name(), 0, "%s; %s file expected".formatted(foreign.get(), names()));
    }
    int length = (int) Math.min(8, region.length());
    StringBuilder found = new StringBuilder();
    for (byte b : region.little(0, length).array()) {
      found.append("%02x ".formatted(b));
    }
    return new DumpFormatException(
        region.name(),
        0,
        "begins with %s(%d bytes in all); %s file expected; a raw image needs a memory map"
            .formatted(found, region.length(), names()));
  }

  private static String names() {
    List<String> names = FORMATS.stream().map(DumpFormat::name).toList();
    int last = names.size() - 1;
    return "an %s, a %s or %s"
        .formatted(names.get(0), String.join(", ", names.subList(1, last)), names.get(last));
  }
}
