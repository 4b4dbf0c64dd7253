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
  private boolean whole = true;

  /** Notes a problem that may have cost objects: a list breaks off, an object cannot be read. */
  public void add(String format, Object... values) {
    whole = false;
    note(format, values);
  }

  /** Notes that a part of an object cannot be read, which is among the others nonetheless. */
  public void addPart(String format, Object... values) {
    note(format, values);
  }

  /** Whether no object can be missing for a problem noted. */
  public boolean isWhole() {
    return whole;
  }

  private void note(String format, Object... values) {
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
