package org.kexshot.address;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A set of page frame numbers below a fixed end, one bit each, in chunks of 1 GiB of memory and
 * shelves of 2 TiB. Chunks and shelves that are all out or all in take no space of their own, so
 * that a file that claims a page at the top of the address space costs 50 KiB; 1 TiB of mixed pages
 * takes 32 MiB. Several threads may write only where they keep to different stretches of {@link
 * #STRETCH} frames; any number may read once it is complete.
 */
public final class PfnSet {
  private static final int CHUNK_SHIFT = 18;

  /** Frames from one multiple of this up to the next are apart from all others. */
  public static final long STRETCH = 1 << CHUNK_SHIFT;

  private static final int CHUNK_WORDS = 1 << CHUNK_SHIFT - 6;
  private static final int WORD_MASK = CHUNK_WORDS - 1;
  private static final int SHELF_SHIFT = 11;
  private static final int SHELF_CHUNKS = 1 << SHELF_SHIFT;
  private static final int SHELF_MASK = SHELF_CHUNKS - 1;
  private static final int SHELF_FRAMES_SHIFT = SHELF_SHIFT + CHUNK_SHIFT;
  private static final long SHELF_FRAMES = 1L << SHELF_FRAMES_SHIFT;
  private static final long MAXIMUM_END = 1L << 40;

  // Stand for chunks and shelves that nobody wrote to one by one; copied before they are changed.
  private static final long[] NONE = new long[CHUNK_WORDS];
  private static final long[] ALL = new long[CHUNK_WORDS];
  private static final long[][] NONE_SHELF = new long[SHELF_CHUNKS][];
  private static final long[][] ALL_SHELF = new long[SHELF_CHUNKS][];

  static {
    Arrays.fill(ALL, -1L);
    Arrays.fill(NONE_SHELF, NONE);
    Arrays.fill(ALL_SHELF, ALL);
  }

  private final long end;

  // Threads that write to different chunks may be on the same shelf.
  private final AtomicReferenceArray<long[][]> shelves;

  /** An empty set of frames below {@code end}. */
  public PfnSet(long end) {
    if (end < 0 || end > MAXIMUM_END) {
      throw new IllegalArgumentException("no set of 0x%x page frames".formatted(end));
    }
    this.end = end;
    this.shelves =
        new AtomicReferenceArray<>(number(end + STRETCH - 1, CHUNK_SHIFT) / SHELF_CHUNKS + 1);
    for (int i = 0; i < shelves.length(); i++) {
      shelves.setPlain(i, NONE_SHELF);
    }
  }

  /** A copy that can be changed on its own. */
  public PfnSet copy() {
    return below(end);
  }

  /** A copy that ends at {@code newEnd} or at its own end, whichever is lower. */
  public PfnSet below(long newEnd) {
    PfnSet result = new PfnSet(Math.min(end, newEnd));
    int whole = number(result.end, CHUNK_SHIFT);
    for (int i = 0; i < whole; ) {
      long[][] shelf = shelves.get(i >>> SHELF_SHIFT);
      if ((i & SHELF_MASK) == 0 && isShared(shelf) && i + SHELF_CHUNKS <= whole) {
        result.shelves.set(i >>> SHELF_SHIFT, shelf);
        i += SHELF_CHUNKS;
        continue;
      }
      long[] chunk = shelf[i & SHELF_MASK];
      if (chunk != NONE) {
        result.put(i, chunk == ALL ? chunk : chunk.clone());
      }
      i++;
    }
    long wordsOfWhole = (long) whole << CHUNK_SHIFT - 6;
    for (long index = wordsOfWhole; index < result.wordCount(); index++) {
      result.setWord(index, word(index));
    }
    return result;
  }

  private static int number(long pfn, int shift) {
    return (int) (pfn >>> shift);
  }

  private static boolean isShared(long[][] shelf) {
    return shelf == NONE_SHELF || shelf == ALL_SHELF;
  }

  private long[] chunk(long pfn) {
    return shelves.get(number(pfn, SHELF_FRAMES_SHIFT))[number(pfn, CHUNK_SHIFT) & SHELF_MASK];
  }

  private void put(int number, long[] chunk) {
    int place = number >>> SHELF_SHIFT;
    long[][] shelf = shelves.get(place);
    if (isShared(shelf)) {
      shelves.compareAndSet(place, shelf, shelf.clone());
      shelf = shelves.get(place);
    }
    shelf[number & SHELF_MASK] = chunk;
  }

  private static long nextMultiple(long pfn, int shift) {
    return (pfn >>> shift) + 1 << shift;
  }

  /** One past the highest frame that the set could hold. */
  public long end() {
    return end;
  }

  public boolean contains(long pfn) {
    return pfn >= 0 && pfn < end && (word(pfn >>> 6) >>> pfn & 1) != 0;
  }

  public void add(long pfn) {
    checkInside(pfn);
    writable(pfn)[(int) (pfn >>> 6) & WORD_MASK] |= 1L << pfn;
  }

  /** Adds every frame from {@code from} up to, not including, {@code to}. */
  public void addRange(long from, long to) {
    if (from >= to) {
      return;
    }
    checkInside(from);
    checkInside(to - 1);
    long pfn = from;
    while (pfn < to) {
      long shelfEnd = nextMultiple(pfn, SHELF_FRAMES_SHIFT);
      if (pfn == shelfEnd - SHELF_FRAMES && to >= shelfEnd) {
        shelves.set(number(pfn, SHELF_FRAMES_SHIFT), ALL_SHELF);
        pfn = shelfEnd;
        continue;
      }
      long chunkEnd = nextMultiple(pfn, CHUNK_SHIFT);
      if (pfn == chunkEnd - STRETCH && to >= chunkEnd) {
        put(number(pfn, CHUNK_SHIFT), ALL);
        pfn = chunkEnd;
        continue;
      }
      long wordEnd = Math.min((pfn >>> 6) + 1 << 6, to);
      writable(pfn)[(int) (pfn >>> 6) & WORD_MASK] |= -1L << pfn & -1L >>> -wordEnd;
      pfn = wordEnd;
    }
  }

  /** Adds every frame of another set, which must not reach beyond this one's end. */
  public void addAll(PfnSet other) {
    for (long pfn = other.nextIn(0); pfn < other.end; ) {
      long out = other.nextOut(pfn);
      addRange(pfn, out);
      pfn = other.nextIn(out);
    }
  }

  /** Removes every frame of another set. */
  public void removeAll(PfnSet other) {
    for (long pfn = other.nextIn(0); pfn < other.end; ) {
      long out = other.nextOut(pfn);
      removeRange(pfn, out);
      pfn = other.nextIn(out);
    }
  }

  /** Removes a frame; says whether it was in the set. */
  public boolean remove(long pfn) {
    boolean had = contains(pfn);
    if (had) {
      writable(pfn)[(int) (pfn >>> 6) & WORD_MASK] &= ~(1L << pfn);
    }
    return had;
  }

  /**
   * Removes every frame from {@code from} up to, not including, {@code to}; frames at or beyond
   * {@link #end} are passed over.
   *
   * @return how many of them were in the set
   */
  public long removeRange(long from, long to) {
    long stop = Math.min(to, end);
    long removed = 0;
    long pfn = from;
    while (pfn < stop) {
      long[][] shelf = shelves.get(number(pfn, SHELF_FRAMES_SHIFT));
      long shelfEnd = nextMultiple(pfn, SHELF_FRAMES_SHIFT);
      if (shelf == NONE_SHELF) {
        pfn = shelfEnd;
        continue;
      }
      if (shelf == ALL_SHELF && pfn == shelfEnd - SHELF_FRAMES && stop >= shelfEnd) {
        removed += SHELF_FRAMES;
        shelves.set(number(pfn, SHELF_FRAMES_SHIFT), NONE_SHELF);
        pfn = shelfEnd;
        continue;
      }
      long[] chunk = chunk(pfn);
      if (chunk == NONE) {
        pfn = nextMultiple(pfn, CHUNK_SHIFT);
        continue;
      }
      long chunkEnd = nextMultiple(pfn, CHUNK_SHIFT);
      if (pfn == chunkEnd - STRETCH && stop >= chunkEnd) {
        removed += count(chunk);
        put(number(pfn, CHUNK_SHIFT), NONE);
        pfn = chunkEnd;
        continue;
      }
      long wordEnd = Math.min((pfn >>> 6) + 1 << 6, stop);
      long mask = -1L << pfn & -1L >>> -wordEnd;
      long hit = word(pfn >>> 6) & mask;
      if (hit != 0) {
        removed += Long.bitCount(hit);
        writable(pfn)[(int) (pfn >>> 6) & WORD_MASK] &= ~mask;
      }
      pfn = wordEnd;
    }
    return removed;
  }

  /** How many frames are in the set. */
  public long count() {
    long count = 0;
    for (long pfn = nextIn(0); pfn < end; ) {
      count += count(chunk(pfn));
      pfn = nextIn(nextMultiple(pfn, CHUNK_SHIFT));
    }
    return count;
  }

  private static long count(long[] chunk) {
    if (chunk == ALL) {
      return STRETCH;
    }
    long count = 0;
    for (long word : chunk) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** The first frame in the set at or after {@code from}, or {@link #end} if there is none. */
  public long nextIn(long from) {
    return next(from, end, 0, NONE_SHELF, NONE);
  }

  /**
   * The first frame in the set at or after {@code from} and below {@code limit}, or {@code limit}:
   * it looks no further.
   */
  public long nextIn(long from, long limit) {
    long found = next(from, Math.min(limit, end), 0, NONE_SHELF, NONE);
    return found < end ? found : limit;
  }

  /** The first frame not in the set at or after {@code from}, or {@link #end}. */
  public long nextOut(long from) {
    return next(from, end, -1L, ALL_SHELF, ALL);
  }

  /** As {@link #nextOut(long)}, but looks no further than {@code limit} and returns it then. */
  public long nextOut(long from, long limit) {
    return next(from, Math.min(limit, end), -1L, ALL_SHELF, ALL);
  }

  /**
   * The frame of the set that comes after the next {@code count} ones at or after {@code from}, or
   * {@link #end} if there is none.
   */
  public long after(long from, long count) {
    long left = count;
    long pfn = nextIn(from);
    while (left > 0 && pfn < end) {
      long out = nextOut(pfn, pfn + left);
      left -= out - pfn;
      pfn = nextIn(out);
    }
    return pfn;
  }

  private long next(long from, long stop, long flip, long[][] shelfWithout, long[] without) {
    long pfn = from;
    while (pfn < stop) {
      if (shelves.get(number(pfn, SHELF_FRAMES_SHIFT)) == shelfWithout) {
        pfn = nextMultiple(pfn, SHELF_FRAMES_SHIFT);
        continue;
      }
      if (chunk(pfn) == without) {
        pfn = nextMultiple(pfn, CHUNK_SHIFT);
        continue;
      }
      long bits = (word(pfn >>> 6) ^ flip) & -1L << pfn;
      if (bits != 0) {
        return Math.min(stop, (pfn & -64) + Long.numberOfTrailingZeros(bits));
      }
      pfn = (pfn | 63) + 1;
    }
    return stop;
  }

  /** How many 64-bit words {@link #word} has. */
  public long wordCount() {
    return (end + 63) >>> 6;
  }

  /** The frames from {@code 64 * index} on, lowest in the lowest bit. */
  public long word(long index) {
    return chunk(index << 6)[(int) index & WORD_MASK];
  }

  /**
   * Sets the frames from {@code 64 * index} on, lowest in the lowest bit; bits at or beyond {@link
   * #end} are dropped.
   */
  public void setWord(long index, long bits) {
    long pfn = index << 6;
    checkInside(pfn);
    long kept = end - pfn < 64 ? bits & -1L >>> -end : bits;
    if (kept != word(index)) {
      writable(pfn)[(int) index & WORD_MASK] = kept;
    }
  }

  private long[] writable(long pfn) {
    long[] chunk = chunk(pfn);
    if (chunk == NONE || chunk == ALL) {
      chunk = chunk.clone();
      put(number(pfn, CHUNK_SHIFT), chunk);
    }
    return chunk;
  }

  private void checkInside(long pfn) {
    if (pfn < 0 || pfn >= end) {
      throw new IndexOutOfBoundsException(
          "page frame 0x%x of a set that ends at 0x%x".formatted(pfn, end));
    }
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof PfnSet set) || set.end != end) {
      return false;
    }
    long pfn = nextIn(0);
    long otherPfn = set.nextIn(0);
    while (pfn == otherPfn && pfn < end) {
      long out = nextOut(pfn);
      if (out != set.nextOut(pfn)) {
        return false;
      }
      pfn = nextIn(out);
      otherPfn = set.nextIn(out);
    }
    return pfn == otherPfn;
  }

  @Override
  public int hashCode() {
    long hash = end;
    for (long pfn = nextIn(0); pfn < end; pfn = nextIn(pfn)) {
      hash = 31 * hash + pfn;
      pfn = nextOut(pfn);
      hash = 31 * hash + pfn;
    }
    return Long.hashCode(hash);
  }

  @Override
  public String toString() {
    return "%d of %d page frames".formatted(count(), end);
  }
}
