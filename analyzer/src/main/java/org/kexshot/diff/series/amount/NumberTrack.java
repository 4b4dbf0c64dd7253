package org.kexshot.diff.series.amount;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** A number through a series of images. Takes memory for each change of it, not for each image. */
public final class NumberTrack {
  /** Stands for a number that is not known; no amount is so low. */
  private static final long UNKNOWN = Long.MIN_VALUE;

  private int runs;
  private int[] from = new int[1];
  private long[] values = new long[1];

  /** The same so far. */
  public NumberTrack copy() {
    NumberTrack same = new NumberTrack();
    same.runs = runs;
    same.from = from.clone();
    same.values = values.clone();
    return same;
  }

  public void set(int step, long value) {
    put(step, value);
  }

  public void unknown(int step) {
    put(step, UNKNOWN);
  }

  public void set(int step, OptionalLong value) {
    put(step, value.orElse(UNKNOWN));
  }

  private void put(int step, long value) {
    if (runs > 0 && from[runs - 1] == step) {
      runs--;
    }
    if (runs > 0 && values[runs - 1] == value) {
      return;
    }
    if (runs == from.length) {
      from = Arrays.copyOf(from, 2 * runs);
      values = Arrays.copyOf(values, 2 * runs);
    }
    from[runs] = step;
    values[runs++] = value;
  }

  /** Whether it is known to have had two values. */
  public boolean changed() {
    return Arrays.stream(values, 0, runs).filter(value -> value != UNKNOWN).distinct().count() > 1;
  }

  /** Its value in each of so many images; empty where it is not known. */
  public List<OptionalLong> values(int steps) {
    List<OptionalLong> all = new ArrayList<>(steps);
    int run = -1;
    for (int step = 0; step < steps; step++) {
      if (run + 1 < runs && from[run + 1] <= step) {
        run++;
      }
      all.add(
          run < 0 || values[run] == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(values[run]));
    }
    return all;
  }
}
