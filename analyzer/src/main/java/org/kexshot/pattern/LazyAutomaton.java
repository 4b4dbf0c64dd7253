package org.kexshot.pattern;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A deterministic automaton whose states are made when they are first reached. When there are too
 * many all are forgotten, so that memory is bounded and each byte costs at most the making of one
 * state. For one thread.
 *
 * <p>A state is the set of positions that the last byte may have been at. It is named by the place
 * of its row in the table, negated if a match ends there; 0 is not made yet.
 */
final class LazyAutomaton {
  private static final int MOST_STATES = 4096;
  private static final int MOST_CELLS = 1 << 20;

  private final Positions positions;
  private final boolean anywhere;
  private final int[] classes;
  private final int[] representatives;
  private final int mostStates;
  private final Map<Key, Integer> states = new HashMap<>();
  private int[][] members = new int[16][];
  private int[] table;
  private int count;

  private record Key(int[] members) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(key.members, members);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(members);
    }
  }

  /**
   * @param anywhere whether a match may begin at any byte, and not at the first alone
   */
  LazyAutomaton(Positions positions, boolean anywhere) {
    this.positions = positions;
    this.anywhere = anywhere;
    this.classes = new int[256];
    this.representatives = classes(positions.sets(), classes);
    this.mostStates = Math.max(16, Math.min(MOST_STATES, MOST_CELLS / representatives.length));
    forget();
  }

  /** Numbers the bytes so that those that no set tells apart have one number. */
  private static int[] classes(ByteSet[] sets, int[] classes) {
    Map<BitSet, Integer> known = new HashMap<>();
    int[] representatives = new int[256];
    ByteSet[] distinct = Arrays.stream(sets).distinct().toArray(ByteSet[]::new);
    for (int value = 0; value < 256; value++) {
      BitSet holders = new BitSet();
      for (int i = 0; i < distinct.length; i++) {
        holders.set(i, distinct[i].contains(value));
      }
      Integer number = known.putIfAbsent(holders, known.size());
      if (number == null) {
        representatives[known.size() - 1] = value;
        number = known.size() - 1;
      }
      classes[value] = number;
    }
    return Arrays.copyOf(representatives, known.size());
  }

  private void forget() {
    states.clear();
    count = 0;
    table = new int[16 * representatives.length];
    // Row 0 is none's, so that a state can be negated and is never 0.
    addRow(new int[0]);
    addRow(new int[0]);
    if (anywhere) {
      states.put(new Key(members[1]), start());
    }
  }

  private void addRow(int[] row) {
    if (count == members.length) {
      members = Arrays.copyOf(members, 2 * count);
    }
    if ((count + 1) * representatives.length > table.length) {
      table = Arrays.copyOf(table, 2 * table.length);
    }
    members[count++] = row;
  }

  /** The state before the first byte. */
  int start() {
    return representatives.length;
  }

  /** Whether more bytes may make a match of what has begun. */
  boolean isOpen(int state) {
    int row = Math.abs(state) / representatives.length;
    for (int position : members[row]) {
      if (positions.follow()[position].length > 0) {
        return true;
      }
    }
    return false;
  }

  /** The state behind a byte. What it returned before may be void if the result was made now. */
  int next(int state, byte value) {
    int row = state < 0 ? -state : state;
    int next = table[row + classes[value & 0xff]];
    return next != 0 ? next : make(row, classes[value & 0xff]);
  }

  private int make(int row, int byteClass) {
    int[] from = members[row / representatives.length];
    int value = representatives[byteClass];
    BitSet reached = new BitSet();
    for (int position : from) {
      reach(positions.follow()[position], value, reached);
    }
    if (anywhere || row == start()) {
      reach(positions.first(), value, reached);
    }
    Key key = new Key(reached.stream().toArray());
    Integer known = states.get(key);
    if (known == null) {
      if (count >= mostStates) {
        forget();
        // The row that led here is gone, so nothing may be written to it.
        return added(key, reached);
      }
      known = added(key, reached);
    }
    table[row + byteClass] = known;
    return known;
  }

  private int added(Key key, BitSet reached) {
    int state = count * representatives.length;
    addRow(key.members);
    state = reached.intersects(positions.last()) ? -state : state;
    states.put(key, state);
    return state;
  }

  private void reach(int[] candidates, int value, BitSet reached) {
    for (int position : candidates) {
      if (positions.sets()[position].contains(value)) {
        reached.set(position);
      }
    }
  }

  /** Whether no match can begin or go on from a state; never of one that begins anywhere. */
  boolean isDead(int state) {
    return !anywhere && state > 0 && state != start() && members[state / start()].length == 0;
  }
}
