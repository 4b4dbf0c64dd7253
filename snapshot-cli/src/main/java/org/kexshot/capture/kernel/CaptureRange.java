package org.kexshot.capture.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.IoMemory.Resource;

/**
 * Chooses the physical range that B runs in, among those in which it can run.
 *
 * <p>It must be RAM that the {@link BootProtocol} allows, and not where A's kernel lies: A's other
 * processors stand halted in A's kernel text. Among those, the one from which the fewest pages are
 * handed out is best, for {@code kexec_load} takes a time that grows with the square of the pages
 * that it is handed <em>inside</em> the range ({@code kimage_dst_used}): 0.1 s without any and 1.8
 * s at worst were seen for 104 MiB under emulation.
 */
final class CaptureRange {
  private static final long STEP = 16L << 20;

  private CaptureRange() {}

  /**
   * Chooses a range of {@code size} bytes.
   *
   * @param alignment of its start, in bytes
   * @param limit one past its highest possible end
   * @param handedOut page frame numbers of what the page allocator hands out at present
   * @throws IOException if there is none
   */
  static PhysicalRange choose(
      IoMemory memory, long size, long alignment, long limit, long[] handedOut) throws IOException {
    PhysicalRange best = null;
    long fewest = Long.MAX_VALUE;
    for (PhysicalRange candidate : candidates(memory, size, Math.max(STEP, alignment), limit)) {
      long inside = countWithin(candidate, handedOut);
      if (inside < fewest) {
        fewest = inside;
        best = candidate;
      }
    }
    if (best == null) {
      throw new IOException(
          ("no %d MiB of RAM in one piece below 0x%x away from the running kernel; try a smaller"
                  + " --memory")
              .formatted(size >> 20, limit));
    }
    return best;
  }

  private static long countWithin(PhysicalRange range, long[] frames) {
    long first = range.start() >>> Page.SHIFT;
    long length = range.length() >>> Page.SHIFT;
    long count = 0;
    for (long frame : frames) {
      if (frame >= first && frame - first < length) {
        count++;
      }
    }
    return count;
  }

  /** The ranges that B could run in, ascending. */
  static List<PhysicalRange> candidates(IoMemory memory, long size, long step, long limit) {
    List<PhysicalRange> taken =
        memory.resources().stream()
            .filter(r -> r.depth() > 0)
            .filter(r -> r.name().startsWith("Kernel ") || r.name().startsWith("Crash kernel"))
            .map(Resource::range)
            .toList();
    List<PhysicalRange> candidates = new ArrayList<>();
    for (PhysicalRange ram : memory.systemRam()) {
      long start = Math.max(STEP, (ram.start() + step - 1) / step * step);
      for (; start + size <= Math.min(ram.end(), limit); start += step) {
        PhysicalRange candidate = PhysicalRange.ofLength(start, size);
        if (taken.stream().noneMatch(candidate::overlaps)) {
          candidates.add(candidate);
        }
      }
    }
    return candidates;
  }
}
