package org.kexshot.address;

import java.util.Arrays;

/**
 * A set of page frame numbers below a fixed end, one bit each, in chunks of 1 GiB of memory. Chunks
 * that are all out or all in take no space of their own, so that a file that claims a page at the
 * top of the address space costs nothing; 1 TiB of mixed pages takes 32 MiB. Several threads may
 * write only where they keep to different stretches of {@link #STRETCH} frames; any number may read
 * once it is complete.
 */
public final class PfnSet {
  private static final int CHUNK_SHIFT = 18;

  /** Frames from one multiple of this up to the next are apart from all others. */
  public static final long STRETCH = 1 << CHUNK_SHIFT;

  private static final int CHUNK_WORDS = 1 << CHUNK_SHIFT - 6;
  private static final int WORD_MASK = CHUNK_WORDS - 1;
  private static final long MAXIMUM_END = 1L << 40;

  // Stand for chunks that nobody wrote to one by one; copied before they are changed.
  private static final long[] NONE = new long[CHUNK_WORDS];
  private static final long[] ALL = new long[CHUNK_WORDS];

  static {
    Arrays.fill(ALL, -1L);
  }

  private final long end;
  private final long[][] chunks;

  /** An empty set of frames below {@code end}. */
  public PfnSet(long end) {
    if (end < 0 || end > MAXIMUM_END) {
      throw new IllegalArgumentException("no set of 0x%x page frames".formatted(end));
    }
    this.end = end;
    this.chunks = new long[(int) ((end + (1 << CHUNK_SHIFT) - 1) >>> CHUNK_SHIFT)][];
    Arrays.fill(chunks, NONE);
  }

  private PfnSet(PfnSet other) {
    this.end = other.end;
    this.chunks = new long[other.chunks.length][];
    for (int i = 0; i < chunks.length; i++) {
      long[] chunk = other.chunks[i];
      chunks[i] = chunk == NONE || chunk == ALL ? chunk : chunk.clone();
    }
  }

  /** A copy that can be changed on its own. */
  public PfnSet copy() {
    return new PfnSet(this);
  }

  /** A copy that ends at {@code newEnd} or at its own end, whichever is lower. */
  public PfnSet below(long newEnd) {
    PfnSet result = new PfnSet(Math.min(end, newEnd));
    int whole = (int) (result.end >>> CHUNK_SHIFT);
    for (int i = 0; i < whole; i++) {
      long[] chunk = chunks[i];
      result.chunks[i] = chunk == NONE || chunk == ALL ? chunk : chunk.clone();
    }
    long wordsOfWhole = (long) whole << CHUNK_SHIFT - 6;
    for (long index = wordsOfWhole; index < result.wordCount(); index++) {
      result.setWord(index, word(index));
    }
    return result;
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
      long chunkEnd = (pfn >>> CHUNK_SHIFT) + 1 << CHUNK_SHIFT;
      if ((pfn & (1 << CHUNK_SHIFT) - 1) == 0 && to >= chunkEnd) {
        chunks[(int) (pfn >>> CHUNK_SHIFT)] = ALL;
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
      if (chunks[(int) (pfn >>> CHUNK_SHIFT)] == NONE) {
        pfn = (pfn >>> CHUNK_SHIFT) + 1 << CHUNK_SHIFT;
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
    for (int i = 0; i < chunks.length; i++) {
      if (chunks[i] == NONE) {
        continue;
      }
      if (chunks[i] == ALL) {
        count += Math.min(1L << CHUNK_SHIFT, end - ((long) i << CHUNK_SHIFT));
        continue;
      }
      for (long word : chunks[i]) {
        count += Long.bitCount(word);
      }
    }
    return count;
  }

  /** The first frame in the set at or after {@code from}, or {@link #end} if there is none. */
  public long nextIn(long from) {
    return next(from, end, 0, NONE);
  }

  /** The first frame not in the set at or after {@code from}, or {@link #end}. */
  public long nextOut(long from) {
    return next(from, end, -1L, ALL);
  }

  /** As {@link #nextOut(long)}, but looks no further than {@code limit} and returns it then. */
  public long nextOut(long from, long limit) {
    return next(from, Math.min(limit, end), -1L, ALL);
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

  private long next(long from, long stop, long flip, long[] without) {
    long pfn = from;
    while (pfn < stop) {
      if (chunks[(int) (pfn >>> CHUNK_SHIFT)] == without) {
        pfn = (pfn >>> CHUNK_SHIFT) + 1 << CHUNK_SHIFT;
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
    return chunks[(int) (index >>> CHUNK_SHIFT - 6)][(int) index & WORD_MASK];
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
    int index = (int) (pfn >>> CHUNK_SHIFT);
    long[] chunk = chunks[index];
    if (chunk == NONE || chunk == ALL) {
      chunk = chunk.clone();
      chunks[index] = chunk;
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
    for (long i = 0; i < wordCount(); i++) {
      if (word(i) != set.word(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    long hash = end;
    for (long i = 0; i < wordCount(); i++) {
      hash = 31 * hash + word(i);
    }
    return Long.hashCode(hash);
  }

  @Override
  public String toString() {
    return "%d of %d page frames".formatted(count(), end);
  }
}
