package org.kexshot.kernel;

import java.util.ArrayList;
import java.util.List;

/** Gathers what a reader could not read; of very many, the first ones and their number. */
public final class Problems {
  private static final int MAX_KEPT = 50;

  private final List<String> sentences = new ArrayList<>();
  private int dropped;

  public void add(String format, Object... values) {
    if (sentences.size() < MAX_KEPT) {
      sentences.add(format.formatted(values));
    } else {
      dropped++;
    }
  }

  public void addAll(List<String> others) {
    others.forEach(other -> add("%s", other));
  }

  public List<String> list() {
    if (dropped == 0) {
      return sentences;
    }
    List<String> all = new ArrayList<>(sentences);
    all.add("and %d more such problems".formatted(dropped));
    return all;
  }
}
