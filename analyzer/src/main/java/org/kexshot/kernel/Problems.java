package org.kexshot.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what a reader could not read; of very many, the first ones and their number. A reader for
 * which they {@linkplain #areTooMany are too many} reads what is not there: it ends.
 */
public final class Problems {
  private static final int MAX_KEPT = 50;

  /** What takes about a second to meet. */
  private static final int TOO_MANY = 1 << 17;

  private final List<String> sentences = new ArrayList<>();
  private int dropped;

  public void add(String format, Object... values) {
    if (sentences.size() < MAX_KEPT) {
      sentences.add(format.formatted(values));
    } else {
      dropped++;
    }
  }

  /** Whether going on would only find more of them. */
  public boolean areTooMany() {
    return dropped >= TOO_MANY;
  }

  public void addAll(List<String> others) {
    others.forEach(other -> add("%s", other));
  }

  public List<String> list() {
    if (dropped == 0) {
      return sentences;
    }
    List<String> all = new ArrayList<>(sentences);
    all.add(
        areTooMany()
            ? "and %d more such problems, so that the rest was not read".formatted(dropped)
            : "and %d more such problems".formatted(dropped));
    return all;
  }
}
