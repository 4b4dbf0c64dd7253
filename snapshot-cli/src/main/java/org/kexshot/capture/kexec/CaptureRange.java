package org.kexshot.capture.kexec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.linux.IoMemory;
import org.kexshot.capture.linux.IoMemory.Resource;

/**
 * Chooses the physical range that B runs in, among those in which it can run.
 *
 * <p>It must be RAM below the top of the directly mapped memory, and not where A's kernel lies: A's
 * other processors stand halted in A's kernel text. Among those, the one with the fewest free pages
 * is best, for {@code kexec_load} takes a time that grows with the square of the pages that the
 * allocator hands out <em>inside</em> the range ({@code kimage_dst_used}).
 */
final class CaptureRange {
  /** Top of what an i386 kernel maps directly with the usual 3 GiB split. */
  static final long I386_LOW_MEMORY_END = 0x37fe0000L;

  private static final long STEP = 16L << 20;
  private static final int KPF_BUDDY = 10;

  private CaptureRange() {}

  /**
   * Chooses a range of {@code size} bytes.
   *
   * @param alignment of its start, in bytes
   * @throws IOException if there is none
   */
  static PhysicalRange choose(IoMemory memory, long size, long alignment) throws IOException {
    long step = Math.max(STEP, alignment);
    FreePages free = FreePages.count(I386_LOW_MEMORY_END / STEP, STEP);
    PhysicalRange best = null;
    long fewest = Long.MAX_VALUE;
    for (PhysicalRange candidate : candidates(memory, size, step)) {
      long found = free.in(candidate);
      if (found < fewest) {
        fewest = found;
        best = candidate;
      }
    }
    if (best == null) {
      throw new IOException(
          ("no %d MiB of RAM in one piece below 0x%x away from the running kernel; try a smaller"
                  + " --memory")
              .formatted(size >> 20, I386_LOW_MEMORY_END));
    }
    return best;
  }

  /** The ranges that B could run in, ascending. */
  static List<PhysicalRange> candidates(IoMemory memory, long size, long step) {
    List<PhysicalRange> taken =
        memory.resources().stream()
            .filter(r -> r.depth() > 0)
            .filter(r -> r.name().startsWith("Kernel ") || r.name().startsWith("Crash kernel"))
            .map(Resource::range)
            .toList();
    List<PhysicalRange> candidates = new ArrayList<>();
    for (PhysicalRange ram : memory.systemRam()) {
      long start = Math.max(STEP, (ram.start() + step - 1) / step * step);
      for (; start + size <= Math.min(ram.end(), I386_LOW_MEMORY_END); start += step) {
        PhysicalRange candidate = PhysicalRange.ofLength(start, size);
        if (taken.stream().noneMatch(candidate::overlaps)) {
          candidates.add(candidate);
        }
      }
    }
    return candidates;
  }

  /**
   * Pages that are in the page allocator's hands, counted in steps.
   *
   * @param counts for each step from address 0; empty where the kernel does not tell
   * @param step in bytes
   */
  private record FreePages(long[] counts, long step) {
    static FreePages count(long steps, long step) throws IOException {
      Path file = Path.of("/proc/kpageflags");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        long[] counts = new long[(int) steps];
        ByteBuffer flags =
            ByteBuffer.allocate((int) (step >>> 12) * 8).order(ByteOrder.nativeOrder());
        for (int i = 0; i < steps && channel.read(flags.clear()) > 0; i++) {
          flags.flip();
          while (flags.remaining() >= 8) {
            counts[i] += flags.getLong() >>> KPF_BUDDY & 1;
          }
        }
        return new FreePages(counts, step);
      } catch (NoSuchFileException e) {
        return new FreePages(new long[0], step);
      }
    }

    /** Free pages in the steps that the range touches. */
    long in(PhysicalRange range) {
      long free = 0;
      long end = Math.min(counts.length, (range.end() + step - 1) / step);
      for (int i = (int) (range.start() / step); i < end; i++) {
        free += counts[i];
      }
      return free;
    }
  }
}
