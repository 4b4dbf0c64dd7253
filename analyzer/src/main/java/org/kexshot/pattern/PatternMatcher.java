package org.kexshot.pattern;

/**
 * Finds a pattern in bytes: the leftmost matches, each as long as can be, none in another. For one
 * thread. Cost: a step for each byte, and where there are matches two more; a step backwards tells
 * where matches begin, so that no start is tried in vain.
 */
public final class PatternMatcher {
  /** Receives matches in their order. */
  @FunctionalInterface
  public interface Visitor {
    void match(int start, int end);
  }

  private final LazyAutomaton forward;
  private final LazyAutomaton backward;
  private final LazyAutomaton longest;
  private final boolean[] beginning = new boolean[256];
  private long[] starts = new long[0];
  private boolean open;

  PatternMatcher(Positions positions) {
    forward = new LazyAutomaton(positions, true);
    backward = new LazyAutomaton(positions.reversed(), true);
    longest = new LazyAutomaton(positions, false);
    for (int position : positions.first()) {
      for (int value = 0; value < 256; value++) {
        beginning[value] |= positions.sets()[position].contains(value);
      }
    }
  }

  /** Whether a match ends in the bytes; {@link #isOpen} tells then what may come behind them. */
  public boolean find(byte[] bytes, int from, int to) {
    boolean found = false;
    int start = forward.start();
    int state = start;
    for (int at = from; at < to; at++) {
      if (state == start) {
        while (at < to && !beginning[bytes[at] & 0xff]) {
          at++;
        }
        if (at == to) {
          break;
        }
      }
      state = forward.next(state, bytes[at]);
      found |= state < 0;
    }
    open = forward.isOpen(state);
    return found;
  }

  /** Whether more bytes behind those last searched could make or lengthen a match. */
  public boolean isOpen() {
    return open;
  }

  /** Visits the matches in bytes. */
  public void forEach(byte[] bytes, int from, int to, Visitor visitor) {
    markStarts(bytes, from, to);
    for (int at = nextStart(from, from, to); at < to; ) {
      int end = end(bytes, at, to);
      visitor.match(at, end);
      at = nextStart(end, from, to);
    }
  }

  private void markStarts(byte[] bytes, int from, int to) {
    starts = new long[(to - from + 63) / 64];
    int state = backward.start();
    for (int at = to - 1; at >= from; at--) {
      state = backward.next(state, bytes[at]);
      if (state < 0) {
        starts[at - from >> 6] |= 1L << (at - from);
      }
    }
  }

  private int nextStart(int at, int from, int to) {
    for (int index = at - from; index < to - from; index = (index | 63) + 1) {
      long word = starts[index >> 6] >>> index;
      if (word != 0) {
        return from + index + Long.numberOfTrailingZeros(word);
      }
    }
    return to;
  }

  private int end(byte[] bytes, int start, int to) {
    int end = start;
    int state = longest.start();
    for (int at = start; at < to && !longest.isDead(state); at++) {
      state = longest.next(state, bytes[at]);
      if (state < 0) {
        end = at + 1;
      }
    }
    return end;
  }
}
