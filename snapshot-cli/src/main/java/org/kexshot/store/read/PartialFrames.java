package org.kexshot.store.read;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;

/**
 * Page frames of which only a part is RAM, as where a range of RAM ends inside of one. Immutable.
 * Memory: that of ranges that do not begin and end with a page.
 */
final class PartialFrames {
  /** The parts that are RAM, by their starts. */
  private final NavigableMap<Long, Long> ends = new TreeMap<>();

  private final Map<Long, Long> bytes = new TreeMap<>();

  private PartialFrames() {}

  /**
   * The partial frames of RAM.
   *
   * @param ram ascending, not overlapping
   */
  static PartialFrames of(List<PhysicalRange> ram) {
    PartialFrames frames = new PartialFrames();
    for (PhysicalRange range : ram) {
      long first = Page.floor(range.start());
      long last = Page.floor(range.end());
      frames.add(first, range.start(), Math.min(range.end(), first + Page.SIZE));
      if (last != first) {
        frames.add(last, last, range.end());
      }
    }
    frames.bytes.values().removeIf(count -> count == Page.SIZE);
    frames.ends.keySet().removeIf(start -> !frames.bytes.containsKey(Page.floor(start)));
    return frames;
  }

  private void add(long frame, long start, long end) {
    if (start < end && end - start < Page.SIZE) {
      ends.put(start, end);
      bytes.merge(frame, end - start, Long::sum);
    }
  }

  /**
   * The first address from {@code address} on that is no RAM, or where the bytes end.
   *
   * @param length of bytes within one frame
   */
  long firstOutside(long address, int length) {
    long end = address + length;
    if (bytes.isEmpty() || !bytes.containsKey(Page.floor(address))) {
      return end;
    }
    long at = address;
    for (Map.Entry<Long, Long> part = ends.floorEntry(at);
        at < end && part != null && part.getValue() > at;
        part = ends.floorEntry(at)) {
      at = part.getValue();
    }
    return Math.min(at, end);
  }

  /** Where RAM goes on in the frame of an address that is no RAM, or where the frame ends. */
  long nextInside(long address) {
    Long next = ends.ceilingKey(address);
    long frameEnd = Page.floor(address) + Page.SIZE;
    return next == null ? frameEnd : Math.min(next, frameEnd);
  }
}
