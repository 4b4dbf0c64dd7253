package org.kexshot.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.format.elf.ElfCore;
import org.kexshot.format.flattened.FlattenedRegion;
import org.kexshot.format.kdump.KdumpDump;
import org.kexshot.format.lime.LimeDump;
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
        Dump inner = openPlain(FlattenedRegion.open(region), source);
        return described(inner, inner.formatName() + ", flattened");
      }
      if (LimeDump.recognizes(region)) {
        return LimeDump.open(region, source);
      }
      Dump dump = openPlain(region, source);
      return dump.vmcoreinfo().isPresent() ? dump : described(dump, dump.formatName());
    } catch (TruncatedException e) {
      throw new DumpFormatException(
          e.resource(), e.offset(), e.getMessage() + "; the file is cut off");
    }
  }

  private static Dump described(Dump dump, String formatName) throws IOException {
    Optional<Vmcoreinfo> vmcoreinfo = dump.vmcoreinfo();
    if (vmcoreinfo.isEmpty()) {
      vmcoreinfo = VmcoreinfoSearch.find(dump.memory());
    }
    return new DescribedDump(dump, formatName, vmcoreinfo);
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
        "begins with %s(%d bytes in all); an ELF core, a kdump-compressed, flattened, LiME or AVML file expected"
            .formatted(found, region.length()));
  }
}
