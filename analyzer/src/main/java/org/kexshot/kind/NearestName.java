package org.kexshot.kind;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user may have meant by a name that nothing has. */
public final class NearestName {
  /** Letters that a suggestion may differ by, of a long word. */
  private static final int FARTHEST = 3;

  private NearestName() {}

  /** The name that is most like a word, whatever the case; none if none is much like it. */
  public static Optional<String> of(String word, Collection<String> names) {
    String wanted = word.toLowerCase(Locale.ROOT);
    int farthest = Math.min(FARTHEST, (wanted.length() + 1) / 3);
    return names.stream()
        .filter(name -> distance(wanted, name.toLowerCase(Locale.ROOT)) <= farthest)
        .min(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))));
  }

  /** Letters to insert, delete or replace, after Levenshtein. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
