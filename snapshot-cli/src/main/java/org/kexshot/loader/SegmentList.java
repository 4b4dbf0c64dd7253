package org.kexshot.loader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.SystemCalls;

/**
 * Parts of an image, made up to the whole pages that {@code kexec_load} takes. Parts that share a
 * page become one segment; those that touch do so only where there would be too many.
 */
final class SegmentList {
  /** Puts bytes into a buffer that has room for just them. */
  @FunctionalInterface
  interface Contents {
    void putInto(ByteBuffer buffer) throws IOException;
  }

  /**
   * A part.
   *
   * @param memory where it belongs
   * @param size bytes of its contents, at its start; the rest is zero
   */
  record Part(PhysicalRange memory, long size, Contents contents) {
    /** A part of bytes that are there. */
    static Part of(PhysicalRange memory, ByteBuffer bytes) {
      return new Part(memory, bytes.remaining(), buffer -> buffer.put(bytes.duplicate()));
    }

    private long firstPage() {
      return memory.start() & -Page.SIZE;
    }

    private long endPage() {
      return memory.end() + Page.SIZE - 1 & -Page.SIZE;
    }
  }

  private final List<Part> parts = new ArrayList<>();

  void add(Part part) {
    parts.add(part);
  }

  /**
   * The segments, ascending, with their bytes in direct buffers.
   *
   * @param memory bytes that the machine has, of which {@code kexec_load} takes half
   * @throws LoaderException if it would refuse them
   */
  List<KexecSegment> segments(long memory) throws IOException {
    parts.sort(Comparator.comparingLong(part -> part.memory().start()));
    List<List<Part>> runs = runs(false);
    if (runs.size() > SystemCalls.KEXEC_SEGMENT_MAX) {
      runs = runs(true);
    }
    if (runs.size() > SystemCalls.KEXEC_SEGMENT_MAX) {
      throw new LoaderException(
          LoaderException.Reason.IMAGE,
          "%d segments apart from each other, and the kernel takes %d: link the program in fewer"
              .formatted(runs.size(), SystemCalls.KEXEC_SEGMENT_MAX));
    }
    long total = runs.stream().mapToLong(run -> end(run) - run.get(0).firstPage()).sum();
    if (total > memory / 2) {
      throw new LoaderException(
          LoaderException.Reason.IMAGE,
          "%d MiB to load, and the kernel takes half of the machine's memory, %d MiB"
              .formatted(total >> 20, memory >> 21));
    }
    List<KexecSegment> segments = new ArrayList<>();
    for (List<Part> run : runs) {
      segments.add(segment(run));
    }
    return segments;
  }

  /**
   * Parts by the segment that they become.
   *
   * @param touching whether those that touch become one, too
   */
  private List<List<Part>> runs(boolean touching) {
    List<List<Part>> runs = new ArrayList<>();
    long end = 0;
    for (Part part : parts) {
      boolean joins = touching ? part.firstPage() <= end : part.firstPage() < end;
      if (runs.isEmpty() || !joins) {
        runs.add(new ArrayList<>());
      }
      runs.get(runs.size() - 1).add(part);
      end = Math.max(end, part.endPage());
    }
    return runs;
  }

  private static long end(List<Part> run) {
    return run.get(run.size() - 1).endPage();
  }

  private static KexecSegment segment(List<Part> run) throws IOException {
    long start = run.get(0).firstPage();
    long filled = 0;
    for (Part part : run) {
      filled = part.size() == 0 ? filled : part.memory().start() + part.size() - start;
    }
    if (filled > Integer.MAX_VALUE) {
      throw new LoaderException(
          LoaderException.Reason.IMAGE,
          "a segment of %d MiB at 0x%x: at most 2047 MiB in one piece"
              .formatted(filled >> 20, start));
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect((int) filled);
    for (Part part : run) {
      part.contents()
          .putInto(bytes.slice((int) (part.memory().start() - start), (int) part.size()));
    }
    return new KexecSegment(bytes, start, end(run) - start);
  }
}
