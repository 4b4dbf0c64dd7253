package org.kexshot.format.lime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ExtentMemory;
import org.kexshot.io.ByteRegion;
import org.kexshot.memory.PageState;

/** Reads images in LiME's or AVML's format: ranges of memory, each behind a header. */
final class LimeImage {
  static final int LIME_MAGIC = 0x4c69_4d45;
  private static final int LIME_VERSION = 1;
  static final int AVML_MAGIC = 0x4c4d_5641;
  private static final int AVML_VERSION = 2;
  private static final int HEADER_SIZE = 32;
  private static final int AVML_TRAILER_SIZE = 8;
  private static final long PHYSICAL_LIMIT = 1L << 52;

  private LimeImage() {}

  static boolean beginsWith(ByteRegion region, int magic) throws IOException {
    return region.length() >= HEADER_SIZE && region.little(0, 4).getInt(0) == magic;
  }

  /** Memory of a LiME image. Reads the headers. */
  static ExtentMemory readLime(ByteRegion region) throws IOException {
    List<ExtentMemory.Extent> extents = new ArrayList<>();
    long at = 0;
    while (region.length() - at >= HEADER_SIZE) {
      ByteBuffer header = header(region, at, LIME_MAGIC, LIME_VERSION);
      long start = header.getLong(8);
      long end = header.getLong(16) + 1;
      long position = at + HEADER_SIZE;
      extents.add(new ExtentMemory.Extent(start, end, position, PageState.PRESENT));
      at = position + Math.min(end - start, region.length() - position);
    }
    return new ExtentMemory(region, extents);
  }

  /** Memory of an AVML image. Reads the headers, those of all frames too. */
  static ExtentMemory readAvml(ByteRegion region) throws IOException {
    SnappyFrames frames = new SnappyFrames(region);
    List<ExtentMemory.Extent> extents = new ArrayList<>();
    long at = 0;
    while (region.length() - at >= HEADER_SIZE) {
      ByteBuffer header = header(region, at, AVML_MAGIC, AVML_VERSION);
      long start = header.getLong(8);
      long end = header.getLong(16) + 1;
      long position = frames.length();
      at = frames.append(at + HEADER_SIZE, end - start) + AVML_TRAILER_SIZE;
      extents.add(new ExtentMemory.Extent(start, end, position, PageState.PRESENT));
    }
    return new ExtentMemory(frames, extents);
  }

  private static ByteBuffer header(ByteRegion region, long at, int magic, int version)
      throws IOException {
    ByteBuffer header = region.little(at, HEADER_SIZE);
    if (header.getInt(0) != magic || header.getInt(4) != version) {
      throw new DumpFormatException(
          region.name(),
          at,
          "magic 0x%x, version %d; 0x%x, version %d expected at the start of a range"
              .formatted(header.getInt(0), header.getInt(4), magic, version));
    }
    long start = header.getLong(8);
    long last = header.getLong(16);
    if (start < 0 || last < start || last >= PHYSICAL_LIMIT) {
      throw new DumpFormatException(
          region.name(),
          at + 8,
          "a range from 0x%x to 0x%x; ascending addresses of at most 52 bits expected"
              .formatted(start, last));
    }
    return header;
  }
}
