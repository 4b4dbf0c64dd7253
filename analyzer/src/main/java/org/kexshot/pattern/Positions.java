package org.kexshot.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * An expression as an automaton of its positions (Glushkov): each position consumes one byte of a
 * set, and is followed by others.
 *
 * @param sets of each position
 * @param first positions at which a match begins
 * @param follow positions that may come behind each
 * @param last whether a match may end with a position
 */
record Positions(ByteSet[] sets, int[] first, int[][] follow, BitSet last) {
  /** Bounds the time in which a state is made, and memory. */
  private static final int MOST = 4000;

  private static final int MOST_EDGES = 1_000_000;

  /**
   * Those of an expression.
   *
   * @throws PatternException if it is too large, or matches where nothing is
   */
  static Positions of(Expression expression) throws PatternException {
    Builder builder = new Builder();
    Part all = builder.part(expression);
    if (all.empty) {
      throw new PatternException("matches nothing at all, which is everywhere");
    }
    int[][] follow = new int[builder.sets.size()][];
    for (int i = 0; i < follow.length; i++) {
      follow[i] = builder.follow.get(i).stream().toArray();
    }
    return new Positions(
        builder.sets.toArray(ByteSet[]::new), all.first.stream().toArray(), follow, all.last);
  }

  /** The automaton that reads matches from their ends. */
  Positions reversed() {
    int[] count = new int[sets.length];
    for (int[] next : follow) {
      for (int position : next) {
        count[position]++;
      }
    }
    int[][] before = new int[sets.length][];
    Arrays.setAll(before, position -> new int[count[position]]);
    for (int from = 0; from < sets.length; from++) {
      for (int to : follow[from]) {
        before[to][--count[to]] = from;
      }
    }
    BitSet ends = new BitSet();
    Arrays.stream(first).forEach(ends::set);
    return new Positions(sets, last.stream().toArray(), before, ends);
  }

  private record Part(boolean empty, BitSet first, BitSet last) {}

  private static final class Builder {
    private final List<ByteSet> sets = new ArrayList<>();
    private final List<BitSet> follow = new ArrayList<>();
    private long edges;

    private Part part(Expression expression) throws PatternException {
      if (expression instanceof Expression.Bytes bytes) {
        return position(bytes.set());
      }
      if (expression instanceof Expression.Sequence sequence) {
        return sequence(sequence.parts());
      }
      if (expression instanceof Expression.Choice choice) {
        return choice(choice.parts());
      }
      if (expression instanceof Expression.Perhaps perhaps) {
        Part inner = part(perhaps.part());
        return new Part(true, inner.first, inner.last);
      }
      Part inner = part(((Expression.Repeated) expression).part());
      connect(inner.last, inner.first);
      return inner;
    }

    private Part position(ByteSet set) throws PatternException {
      if (sets.size() == MOST) {
        throw new PatternException("is too large: it has more than %d bytes".formatted(MOST));
      }
      BitSet itself = new BitSet();
      itself.set(sets.size());
      sets.add(set);
      follow.add(new BitSet());
      return new Part(false, itself, itself);
    }

    private Part sequence(List<Expression> parts) throws PatternException {
      Part all = new Part(true, new BitSet(), new BitSet());
      for (Expression next : parts) {
        Part part = part(next);
        connect(all.last, part.first);
        all =
            new Part(
                all.empty && part.empty,
                all.empty ? union(all.first, part.first) : all.first,
                part.empty ? union(all.last, part.last) : part.last);
      }
      return all;
    }

    private Part choice(List<Expression> parts) throws PatternException {
      Part all = new Part(false, new BitSet(), new BitSet());
      for (Expression next : parts) {
        Part part = part(next);
        all =
            new Part(
                all.empty || part.empty, union(all.first, part.first), union(all.last, part.last));
      }
      return all;
    }

    private void connect(BitSet from, BitSet to) throws PatternException {
      edges += (long) from.cardinality() * to.cardinality();
      if (edges > MOST_EDGES) {
        throw new PatternException(
            "is too large: its parts can follow each other in too many ways");
      }
      from.stream().forEach(position -> follow.get(position).or(to));
    }

    private static BitSet union(BitSet one, BitSet other) {
      BitSet both = (BitSet) one.clone();
      both.or(other);
      return both;
    }
  }
}
