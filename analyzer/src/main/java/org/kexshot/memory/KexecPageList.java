package org.kexshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.kexshot.address.Architecture;
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
 * <p>Immutable. Memory: 24 bytes for each exchanged page.
 */
public final class KexecPageList {
  private static final long DESTINATION = 1;
  private static final long INDIRECTION = 2;
  private static final long DONE = 4;
  private static final long SOURCE = 8;

  private final long[] destinations;
  private final long[] sources;
  private final long[] imagePages;

  private KexecPageList(long[] destinations, long[] sources, long[] imagePages) {
    this.destinations = destinations;
    this.sources = sources;
    this.imagePages = imagePages;
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
    return Arrays.binarySearch(imagePages, pfn) >= 0;
  }

  /** Takes the loaded image's own frames out of a set. */
  void removeImagePages(PfnSet frames) {
    for (long pfn : imagePages) {
      if (pfn < frames.end()) {
        frames.remove(pfn);
      }
    }
  }

  /** Puts the loaded image's own frames into a set. */
  public void addImagePages(PfnSet frames) {
    for (long pfn : imagePages) {
      frames.add(pfn);
    }
  }

  /** Page frames that are the loaded image's own. */
  public long imagePageCount() {
    return imagePages.length;
  }

  /** One walk of the list, with the arrays that it grows. */
  private static final class Walk {
    private final PhysicalMemory memory;
    private final int entrySize;
    private final long limit;
    private final byte[] page = new byte[Architecture.PAGE_SIZE];
    private long[] pairs = new long[2048];
    private int count;

    Walk(PhysicalMemory memory, int entrySize) {
      this.memory = memory;
      this.entrySize = entrySize;
      this.limit = memory.endPfn();
    }

    KexecPageList from(long head) throws IOException {
      long entry = head;
      long destination = -1;
      long indirections = 0;
      ByteBuffer entries = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).limit(0);
      while ((entry & DONE) == 0) {
        long address = entry & -Architecture.PAGE_SIZE;
        if ((entry & DESTINATION) != 0) {
          destination = address >>> Architecture.PAGE_SHIFT;
        } else if ((entry & INDIRECTION) != 0) {
          if (++indirections > limit) {
            throw damaged(head, "it does not end");
          }
          memory.read(address, page, 0, page.length);
          entries.clear();
        } else if ((entry & SOURCE) != 0) {
          add(destination, address >>> Architecture.PAGE_SHIFT, head);
          destination++;
        }
        if (entries.remaining() < entrySize) {
          throw damaged(head, "a page of it is full and names no next one");
        }
        entry = entrySize == 4 ? Integer.toUnsignedLong(entries.getInt()) : entries.getLong();
      }
      return sorted(head);
    }

    private void add(long destination, long source, long head) throws IOException {
      if (Long.compareUnsigned(destination, limit) >= 0
          || Long.compareUnsigned(source, limit) >= 0
          || count / 2 > limit) {
        throw damaged(
            head,
            "it exchanges frame 0x%x with 0x%x, of 0x%x".formatted(destination, source, limit));
      }
      if (count == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * count);
      }
      pairs[count++] = destination << 32 | source;
    }

    private KexecPageList sorted(long head) throws IOException {
      long[] all = Arrays.copyOf(pairs, count);
      Arrays.sort(all);
      long[] destinations = new long[count];
      long[] sources = new long[count];
      long[] imagePages = new long[count];
      int exchanged = 0;
      for (int i = 0; i < count; i++) {
        long destination = all[i] >>> 32;
        long source = all[i] & 0xffffffffL;
        if (i > 0 && destination == all[i - 1] >>> 32) {
          throw damaged(head, "it names frame 0x%x twice".formatted(destination));
        }
        imagePages[i] = source;
        if (source != destination) {
          destinations[exchanged] = destination;
          sources[exchanged++] = source;
        }
      }
      Arrays.sort(imagePages);
      return new KexecPageList(
          Arrays.copyOf(destinations, exchanged), Arrays.copyOf(sources, exchanged), imagePages);
    }

    private static IOException damaged(long head, String how) {
      return new IOException("list of exchanged pages at 0x%x: %s".formatted(head, how));
    }
  }
}
