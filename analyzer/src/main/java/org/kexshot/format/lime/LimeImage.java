package org.kexshot.format.lime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ExtentMemory;
import org.kexshot.format.LiveReading;
import org.kexshot.io.ByteRegion;
import org.kexshot.memory.PageState;

/**
 * Reads images in LiME's or AVML's format: ranges of memory, each behind a header. Neither says how
 * many there are, so that a file ends where no further range begins; what lies behind, such as
 * padding, a digest or the rest of a block device, is told and not read.
 *
 * <p>AVML cuts RAM into blocks of 16 MiB and leaves out those that are all zeros ({@code
 * copy_if_nonzero} in {@code src/image.rs}), also where it writes LiME's format; LiME itself writes
 * each piece of RAM as one range.
 */
final class LimeImage {
  /** LiME reads memory as a module of the running system, AVML as a program of it. */
  static final Optional<LiveReading> READ_LIVE = Optional.of(LiveReading.UNMEASURED);

  static final int LIME_MAGIC = 0x4c69_4d45;
  private static final int LIME_VERSION = 1;
  static final int AVML_MAGIC = 0x4c4d_5641;
  private static final int AVML_VERSION = 2;
  private static final int HEADER_SIZE = 32;
  private static final int AVML_TRAILER_SIZE = 8;
  private static final long PHYSICAL_LIMIT = 1L << 52;

  /** {@code MAX_BLOCK_SIZE} there. */
  private static final long AVML_BLOCK = 1L << 24;

  private final ByteRegion region;
  private final List<ExtentMemory.Extent> extents = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private ExtentMemory memory;

  private LimeImage(ByteRegion region) {
    this.region = region;
  }

  static boolean beginsWith(ByteRegion region, int magic) throws IOException {
    return region.length() >= HEADER_SIZE && region.little(0, 4).getInt(0) == magic;
  }

  /** Reads the headers of a LiME image. */
  static LimeImage readLime(ByteRegion region) throws IOException {
    LimeImage image = new LimeImage(region);
    long at = 0;
    while (image.beginsRange(at, LIME_MAGIC, LIME_VERSION)) {
      long position = at + HEADER_SIZE;
      ExtentMemory.Extent extent = image.extent(at, position);
      image.extents.add(extent);
      at = position + Math.min(extent.end() - extent.start(), region.length() - position);
    }
    image.finish(region, at, image.isCutIntoBlocks() ? AVML_BLOCK : 0);
    return image;
  }

  /** Reads the headers of an AVML image, those of all frames too. */
  static LimeImage readAvml(ByteRegion region) throws IOException {
    LimeImage image = new LimeImage(region);
    SnappyFrames frames = new SnappyFrames(region);
    long at = 0;
    while (image.beginsRange(at, AVML_MAGIC, AVML_VERSION)) {
      ExtentMemory.Extent extent = image.extent(at, frames.length());
      image.extents.add(extent);
      try {
        at = frames.append(at + HEADER_SIZE, extent.end() - extent.start()) + AVML_TRAILER_SIZE;
      } catch (DumpFormatException damaged) {
        if (frames.length() == 0) {
          throw damaged;
        }
        image.problems.add(damaged.getMessage() + "; what follows is not read");
        at = region.length();
      }
    }
    image.finish(frames, at, AVML_BLOCK);
    return image;
  }

  /**
   * Whether a range begins at an offset; if not, tells what does.
   *
   * @throws DumpFormatException if it is not even the first
   */
  private boolean beginsRange(long at, int magic, int version) throws IOException {
    long left = region.length() - at;
    if (left <= 0) {
      return false;
    }
    if (left < HEADER_SIZE) {
      problems.add(
          "%s: breaks off or ends in padding: %d bytes at 0x%x, less than the header of a range"
              .formatted(region.name(), left, at));
      return false;
    }
    ByteBuffer header = region.little(at, HEADER_SIZE);
    if (header.getInt(0) != magic && at > 0) {
      problems.add(
          "%s: %d bytes behind the last range, from 0x%x on, are no range of memory and not read"
              .formatted(region.name(), left, at));
      return false;
    }
    try {
      check(header, at, magic, version);
      return true;
    } catch (DumpFormatException damaged) {
      if (at == 0) {
        throw damaged;
      }
      problems.add(damaged.getMessage() + "; what follows is not read");
      return false;
    }
  }

  private void check(ByteBuffer header, long at, int magic, int version)
      throws DumpFormatException {
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
  }

  /** The range whose header lies at an offset. */
  private ExtentMemory.Extent extent(long at, long position) throws IOException {
    ByteBuffer header = region.little(at, HEADER_SIZE);
    return new ExtentMemory.Extent(
        header.getLong(8), header.getLong(16) + 1, position, PageState.PRESENT);
  }

  /** Whether a range that is a block of AVML's goes on in the next one. */
  private boolean isCutIntoBlocks() {
    for (int i = 1; i < extents.size(); i++) {
      ExtentMemory.Extent before = extents.get(i - 1);
      if (before.end() - before.start() == AVML_BLOCK && extents.get(i).start() == before.end()) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param bytes in which the ranges lie
   * @param end where the last of them ends in the file
   * @param omittedBlock bytes of the blocks of zeros that its writer leaves out
   */
  private void finish(ByteRegion bytes, long end, long omittedBlock) {
    memory = new ExtentMemory(bytes, extents, omittedBlock);
    ExtentMemory.overlap(region.name(), extents).ifPresent(problems::add);
    if (end > region.length() && memory.problems().isEmpty()) {
      problems.add(
          "%s: incomplete: it breaks off at 0x%x, behind the bytes of a range"
              .formatted(region.name(), region.length()));
    }
  }

  ExtentMemory memory() {
    return memory;
  }

  /** What the file has that is no memory, or has twice. */
  List<String> problems() {
    return problems;
  }
}
