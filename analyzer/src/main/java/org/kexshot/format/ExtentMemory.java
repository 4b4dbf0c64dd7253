package org.kexshot.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.TruncatedException;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Physical memory that lies in a file as a few runs of bytes: ELF cores, LiME, AVML, raw images.
 *
 * <p>Reads are exact to the byte: of a page frame that lies partly in the file the part can be read
 * and no more, whatever the rest is. The frame is {@link PageState#PRESENT} if the rest is no RAM,
 * such as what firmware owns below 640 KiB. A lookup costs a binary search over the extents.
 */
public final class ExtentMemory implements PhysicalMemory {
  /** No lambda, since nearly every start gets here: the runtime makes a class for each. */
  private static final class ByStart implements Comparator<Extent> {
    @Override
    public int compare(Extent one, Extent other) {
      return Long.compare(one.start, other.start);
    }
  }

  /**
   * A run of physical memory and where it lies.
   *
   * @param start first physical address
   * @param end one past the last
   * @param position offset in the region of the first byte; meaningless unless present
   */
  public record Extent(long start, long end, long position, PageState state) {}

  private final ByteRegion region;
  private final Extent[] extents;
  private final List<PhysicalRange> ram;
  private final long omittedBlock;

  /**
   * Memory all of which is in the region, or said to be missing.
   *
   * @param extents in any order; where two overlap, a present one wins over one that is not, else
   *     the earlier of the list, as {@code makedumpfile} has it ({@code paddr_to_offset})
   */
  public ExtentMemory(ByteRegion region, List<Extent> extents) {
    this(region, extents, 0);
  }

  /**
   * @param extents as {@link #ExtentMemory(ByteRegion, List)} has them
   * @param omittedBlock as {@link #omittedBlock()} tells it
   */
  public ExtentMemory(ByteRegion region, List<Extent> extents, long omittedBlock) {
    this.omittedBlock = omittedBlock;
    this.region = region;
    this.extents = disjoint(withinFile(region, extents)).toArray(new Extent[0]);
    List<PhysicalRange> ranges = new ArrayList<>(this.extents.length);
    for (Extent extent : this.extents) {
      ranges.add(new PhysicalRange(extent.start, extent.end));
    }
    this.ram = PhysicalRange.union(ranges);
  }

  private static List<Extent> withinFile(ByteRegion region, List<Extent> extents) {
    List<Extent> result = new ArrayList<>();
    for (Extent extent : extents) {
      if (extent.state != PageState.PRESENT) {
        result.add(extent);
        continue;
      }
      addPresent(region, extent, result);
    }
    return result;
  }

  /** The parts of an extent that the file has and those that it lacks, by turns. */
  private static void addPresent(ByteRegion region, Extent extent, List<Extent> result) {
    long at = extent.start;
    while (at < extent.end) {
      long position = extent.position + (at - extent.start);
      long there = Math.min(extent.end - at, region.presentEnd(position) - position);
      if (there > 0) {
        result.add(new Extent(at, at + there, position, PageState.PRESENT));
        at += there;
        position += there;
      }
      long gap = region.nextPresent(position) - position;
      long gapEnd = gap > 0 ? at + Math.min(extent.end - at, gap) : extent.end;
      if (at < gapEnd) {
        result.add(new Extent(at, gapEnd, 0, PageState.UNREADABLE));
        at = gapEnd;
      }
    }
  }

  /** Parts that do not overlap, ascending: O(n) where the extents are that already. */
  private static List<Extent> disjoint(List<Extent> extents) {
    List<Extent> ranked = new ArrayList<>();
    for (boolean present : new boolean[] {true, false}) {
      for (Extent extent : extents) {
        if ((extent.state == PageState.PRESENT) == present && extent.start < extent.end) {
          ranked.add(extent);
        }
      }
    }
    List<Extent> sorted = new ArrayList<>(ranked);
    sorted.sort(new ByStart());
    return overlap(sorted) ? resolved(ranked) : sorted;
  }

  private static boolean overlap(List<Extent> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).start < sorted.get(i - 1).end) {
        return true;
      }
    }
    return false;
  }

  /**
   * Sweeps over the extents by start; of those that cover a byte the first of the list counts. O(n
   * log n).
   */
  private static List<Extent> resolved(List<Extent> ranked) {
    Integer[] order = new Integer[ranked.size()];
    Arrays.setAll(order, rank -> rank);
    Arrays.sort(order, Comparator.comparingLong(rank -> ranked.get(rank).start));
    List<Extent> result = new ArrayList<>();
    PriorityQueue<Integer> open = new PriorityQueue<>();
    int next = 0;
    int lastRank = -1;
    long at = 0;
    while (next < order.length || !open.isEmpty()) {
      if (open.isEmpty()) {
        at = Math.max(at, ranked.get(order[next]).start);
      }
      while (next < order.length && ranked.get(order[next]).start <= at) {
        open.add(order[next++]);
      }
      int rank = open.peek();
      Extent extent = ranked.get(rank);
      if (extent.end <= at) {
        open.remove();
        continue;
      }
      long stop =
          next < order.length ? Math.min(extent.end, ranked.get(order[next]).start) : extent.end;
      if (rank == lastRank) {
        Extent before = result.remove(result.size() - 1);
        result.add(new Extent(before.start, stop, before.position, before.state));
      } else {
        result.add(new Extent(at, stop, extent.position + (at - extent.start), extent.state));
      }
      lastRank = rank;
      at = stop;
    }
    return result;
  }

  @Override
  public List<PhysicalRange> ram() {
    return ram;
  }

  @Override
  public PageState state(long pfn) {
    long start = pfn << Page.SHIFT;
    PageState found = PageState.NOT_RAM;
    for (int i = firstEndingAfter(start);
        i < extents.length && extents[i].start < start + Page.SIZE;
        i++) {
      if (extents[i].state == PageState.UNREADABLE) {
        return PageState.UNREADABLE;
      }
      if (found != PageState.EXCLUDED) {
        found = extents[i].state;
      }
    }
    return found;
  }

  @Override
  public long omittedBlock() {
    return omittedBlock;
  }

  /** Cost: O(extents), however long they are. */
  @Override
  public PfnSet presentFrames() {
    PfnSet present = frames(PageState.PRESENT);
    present.removeAll(unreadableFrames());
    present.removeAll(frames(PageState.EXCLUDED));
    return present;
  }

  /** Cost: O(extents). */
  @Override
  public PfnSet unreadableFrames() {
    return frames(PageState.UNREADABLE);
  }

  private PfnSet frames(PageState state) {
    PfnSet frames = new PfnSet(endPfn());
    for (Extent extent : extents) {
      if (extent.state == state) {
        frames.addRange(extent.start >>> Page.SHIFT, extent.end + Page.SIZE - 1 >>> Page.SHIFT);
      }
    }
    return frames;
  }

  /** Those that lie in holes of a sparse file. Cost: two questions a hole. */
  @Override
  public PfnSet zeroFrames() throws IOException {
    PfnSet zero = new PfnSet(endPfn());
    for (Extent extent : extents) {
      long distance = extent.position - extent.start;
      for (long at = extent.start; extent.state == PageState.PRESENT && at < extent.end; ) {
        long data = Math.min(extent.end, region.nextData(at + distance) - distance);
        zero.addRange(at + Page.SIZE - 1 >>> Page.SHIFT, data >>> Page.SHIFT);
        at =
            data < extent.end
                ? Math.max(data + 1, region.dataEnd(data + distance) - distance)
                : data;
      }
    }
    return zero;
  }

  /**
   * Says that a file has some memory in more than one place; empty if it has not. Only the first
   * extent of the list is read there.
   *
   * @param name of the file
   * @param extents that should not overlap
   */
  public static Optional<String> overlap(String name, List<Extent> extents) {
    List<Extent> sorted = new ArrayList<>(extents);
    sorted.sort(new ByStart());
    long bytes = 0;
    long first = -1;
    Extent longest = new Extent(0, 0, 0, PageState.PRESENT);
    for (Extent extent : sorted) {
      long twice = Math.min(longest.end, extent.end) - extent.start;
      boolean elsewhere = longest.position - longest.start != extent.position - extent.start;
      if (twice > 0 && elsewhere) {
        first = first < 0 ? extent.start : first;
        bytes += twice;
      }
      longest = extent.end > longest.end ? extent : longest;
    }
    return bytes == 0
        ? Optional.empty()
        : Optional.of(
            "%s: %d bytes of memory are in it more than once, the first at physical 0x%x; what comes first in the file counts"
                .formatted(name, bytes, first));
  }

  /** Says how much memory should be in the file and is not; nothing if it is whole. */
  public List<String> problems() {
    long missing = 0;
    long first = 0;
    for (Extent extent : extents) {
      if (extent.state == PageState.UNREADABLE) {
        first = missing == 0 ? extent.start : first;
        missing += extent.end - extent.start;
      }
    }
    return missing == 0
        ? List.of()
        : List.of(
            "%s: incomplete: %d bytes of memory are not there, the first at physical 0x%x"
                .formatted(region.name(), missing, first));
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    read(physicalAddress, ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    int limit = into.limit();
    long address = physicalAddress;
    while (into.hasRemaining()) {
      int index = firstEndingAfter(address);
      boolean holds = index < extents.length && extents[index].start <= address;
      if (!holds) {
        throw fault(address, index < extents.length ? extents[index].start : 0, PageState.NOT_RAM);
      }
      Extent extent = extents[index];
      if (extent.state != PageState.PRESENT) {
        throw fault(address, extent.end, extent.state);
      }
      int chunk = (int) Math.min(into.remaining(), extent.end - address);
      into.limit(into.position() + chunk);
      try {
        region.read(extent.position + (address - extent.start), into);
      } catch (TruncatedException e) {
        throw fault(address, extent.end, PageState.UNREADABLE);
      } finally {
        into.limit(limit);
      }
      address += chunk;
    }
  }

  @Override
  public void readFrame(long pfn, ByteBuffer into) throws IOException {
    long start = pfn << Page.SHIFT;
    int first = firstEndingAfter(start);
    if (state(pfn) != PageState.PRESENT
        || extents[first].start <= start && extents[first].end - start >= Page.SIZE) {
      read(start, into);
      return;
    }
    int base = into.position();
    into.put(new byte[Page.SIZE]);
    for (int i = first; i < extents.length && extents[i].start < start + Page.SIZE; i++) {
      long from = Math.max(start, extents[i].start);
      long to = Math.min(start + Page.SIZE, extents[i].end);
      int offset = base + (int) (from - start);
      read(from, into.duplicate().position(offset).limit(offset + (int) (to - from)));
    }
  }

  private MemoryFault fault(long address, long end, PageState state) {
    String detail =
        switch (state) {
          case EXCLUDED -> "excluded when %s was written".formatted(region.name());
          case UNREADABLE -> "%s ends before it; the file is incomplete".formatted(region.name());
          default -> "no RAM there, says %s".formatted(region.name());
        };
    return new MemoryFault("physical", address, end, state, detail);
  }

  /** Index of the first extent that ends after the address. */
  private int firstEndingAfter(long address) {
    int low = 0;
    int high = extents.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (extents[middle].end > address) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
