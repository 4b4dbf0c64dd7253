package org.kexshot.diff.page;

import java.util.BitSet;

/**
 * A set of digests that can be marked. Open addressing; 16 to 32 bytes for each digest that it is
 * made for, and it grows.
 */
final class DigestTable {
  /** Stands for an empty place; the digest of this value is taken for the next one. */
  private static final long EMPTY = 0;

  private static final int LEAST = 1 << 10;

  private long[] places;
  private int used;
  private final BitSet marked = new BitSet();

  /** A table for about so many. */
  DigestTable(long expected) {
    long wanted = Math.max(LEAST, 2 * expected);
    this.places = new long[(int) Math.min(1 << 30, Long.highestOneBit(2 * wanted - 1))];
  }

  /** Adds a digest, before any is marked. */
  void add(long digest) {
    int place = find(digest);
    if (places[place] == EMPTY) {
      places[place] = key(digest);
      if (++used > places.length / 4 * 3) {
        grow();
      }
    }
  }

  /** Marks a digest; false if it is not in the set. */
  boolean mark(long digest) {
    int place = find(digest);
    if (places[place] == EMPTY) {
      return false;
    }
    marked.set(place);
    return true;
  }

  boolean isMarked(long digest) {
    return marked.get(find(digest));
  }

  private static long key(long digest) {
    return digest == EMPTY ? 1 : digest;
  }

  /** Where a digest is, or would be. */
  private int find(long digest) {
    long key = key(digest);
    int mask = places.length - 1;
    int place = (int) key & mask;
    while (places[place] != EMPTY && places[place] != key) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void grow() {
    long[] old = places;
    places = new long[2 * old.length];
    for (long key : old) {
      if (key != EMPTY) {
        places[find(key)] = key;
      }
    }
  }
}
