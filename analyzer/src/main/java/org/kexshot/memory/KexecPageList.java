package org.kexshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;

/**
 * The page frames that a kexec jump exchanged, read from the list that {@code swap_pages} of {@code
 * relocate_kernel} walked. Source: {@code include/linux/kexec.h}, {@code kernel/kexec_core.c},
 * {@code arch/x86/kernel/relocate_kernel_32.S} (Linux 6.1).
 *
 * <p>An entry is a physical page address with flags in its low bits: 1 sets the destination, 2
 * continues the list in another page, 4 ends it, 8 names the source page that is exchanged with the
 * destination, which then advances by a page. What the jump brought to a destination came from its
 * source; so what the imaged kernel had there lies in the source now.
 *
 * <p>Immutable. Memory: 16 bytes for each exchanged page, and a set of page frames. Made while the
 * imaged machine stands still, so that it costs a few operations an entry and no sorting of what is
 * in order already.
 */
public final class KexecPageList {
  private static final long DESTINATION = 1;
  private static final long INDIRECTION = 2;
  private static final long DONE = 4;
  private static final long SOURCE = 8;

  /** A pair of frames is sorted as one number. */
  private static final long HIGHEST_FRAME = Integer.MAX_VALUE;

  private final long[] destinations;
  private final long[] sources;
  private final PfnSet imagePages;
  private final long imagePageCount;

  private KexecPageList(
      long[] destinations, long[] sources, PfnSet imagePages, long imagePageCount) {
    this.destinations = destinations;
    this.sources = sources;
    this.imagePages = imagePages;
    this.imagePageCount = imagePageCount;
  }

  /**
   * Reads the list. Its own pages are never exchanged, so they are read where they lie.
   *
   * @param head the list's first entry, {@code kimage.head}
   * @throws IOException if the list does not end, names what is no RAM, or cannot be read
   */
  public static KexecPageList read(ResidentMemory memory, Architecture architecture, long head)
      throws IOException {
    return new Walk(memory.bytes(), architecture.pointerSize()).from(head);
  }

  /** Page frames whose contents were exchanged, ascending. */
  int size() {
    return destinations.length;
  }

  /** The index of the first destination that is at least {@code pfn}. */
  int indexAtOrAfter(long pfn) {
    int index = Arrays.binarySearch(destinations, pfn);
    return index >= 0 ? index : -index - 1;
  }

  long destination(int index) {
    return destinations[index];
  }

  long source(int index) {
    return sources[index];
  }

  /**
   * Whether the page frame is the loaded image's own: the imaged kernel had the image there, and by
   * now it has been run and changed.
   */
  boolean isImagePage(long pfn) {
    return imagePages.contains(pfn);
  }

  /**
   * The frame in which the jump put what the imaged kernel had in {@code pfn}, and from which it is
   * brought back: {@code pfn} itself where it was not exchanged.
   */
  public long placeOf(long pfn) {
    int index = indexAtOrAfter(pfn);
    return index < destinations.length && destinations[index] == pfn ? sources[index] : pfn;
  }

  /** The loaded image's own frames. */
  public PfnSet imagePages() {
    return imagePages.copy();
  }

  /** Page frames that are the loaded image's own. */
  public long imagePageCount() {
    return imagePageCount;
  }

  /** One walk of the list, with the arrays that it grows. */
  private static final class Walk {
    private final PhysicalMemory memory;
    private final long limit;
    private final ByteBuffer page = ByteBuffer.allocate(Page.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final int[] halves = new int[Page.SIZE / Integer.BYTES];
    private final long[] entries;
    private long[] pairs = new long[2048];
    private int count;
    private boolean ascending = true;

    Walk(PhysicalMemory memory, int entrySize) {
      this.memory = memory;
      this.limit = memory.endPfn();
      this.entries = new long[Page.SIZE / entrySize];
    }

    KexecPageList from(long head) throws IOException {
      long entry = head;
      long destination = -1;
      long indirections = 0;
      int next = entries.length;
      while ((entry & DONE) == 0) {
        long address = entry & -Page.SIZE;
        if ((entry & DESTINATION) != 0) {
          destination = address >>> Page.SHIFT;
        } else if ((entry & INDIRECTION) != 0) {
          if (++indirections > limit) {
            throw damaged(head, "it does not end");
          }
          readEntries(address);
          next = 0;
        } else if ((entry & SOURCE) != 0) {
          add(destination, address >>> Page.SHIFT, head);
          destination++;
        }
        if (next == entries.length) {
          throw damaged(head, "a page of it is full and names no next one");
        }
        entry = entries[next++];
      }
      return sorted(head);
    }

    /** All at once: asking a buffer for each would take most of the time. */
    private void readEntries(long address) throws IOException {
      memory.read(address, page.array(), 0, Page.SIZE);
      if (entries.length < halves.length) {
        page.asLongBuffer().get(entries);
        return;
      }
      page.asIntBuffer().get(halves);
      for (int i = 0; i < halves.length; i++) {
        entries[i] = Integer.toUnsignedLong(halves[i]);
      }
    }

    private void add(long destination, long source, long head) throws IOException {
      if (Long.compareUnsigned(destination, limit) >= 0
          || Long.compareUnsigned(source, limit) >= 0
          || count > limit) {
        throw damaged(
            head,
            "it exchanges frame 0x%x with 0x%x, of 0x%x".formatted(destination, source, limit));
      }
      if ((destination | source) > HIGHEST_FRAME) {
        throw damaged(
            head,
            "it exchanges frame 0x%x with 0x%x; frames of at most 31 bits (8 TiB) are supported"
                .formatted(destination, source));
      }
      if (count == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * count);
      }
      long pair = destination << 32 | source;
      ascending &= count == 0 || pair > pairs[count - 1];
      pairs[count++] = pair;
    }

    private KexecPageList sorted(long head) throws IOException {
      // Segments are loaded from the lowest address up.
      if (!ascending) {
        Arrays.sort(pairs, 0, count);
      }
      long[] destinations = new long[count];
      long[] sources = new long[count];
      PfnSet imagePages = new PfnSet(limit);
      int exchanged = 0;
      for (int i = 0; i < count; i++) {
        long destination = pairs[i] >>> 32;
        long source = pairs[i] & 0xffffffffL;
        if (i > 0 && destination == pairs[i - 1] >>> 32) {
          throw damaged(head, "it names frame 0x%x twice".formatted(destination));
        }
        imagePages.add(source);
        if (source != destination) {
          destinations[exchanged] = destination;
          sources[exchanged++] = source;
        }
      }
      return new KexecPageList(
          Arrays.copyOf(destinations, exchanged),
          Arrays.copyOf(sources, exchanged),
          imagePages,
          count);
    }

    private static IOException damaged(long head, String how) {
      return new IOException("list of exchanged pages at 0x%x: %s".formatted(head, how));
    }
  }
}
