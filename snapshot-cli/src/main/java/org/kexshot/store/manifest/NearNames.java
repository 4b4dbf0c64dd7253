package org.kexshot.store.manifest;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Names that may have been meant by one that nothing has: by how many letters must be added, left
 * out, changed or swapped with the next one to make the one of the other (the restricted
 * Damerau-Levenshtein distance). Cost: the product of the lengths for each name.
 */
public final class NearNames {
  private static final int MOST = 3;

  /** A letter in so many may be wrong, and one of fewer. */
  private static final int LETTERS_AN_ERROR = 3;

  private NearNames() {}

  /** The nearest first; empty if none is near. Upper and lower case are the same. */
  public static List<String> of(String name, Collection<String> names) {
    String asked = name.toLowerCase();
    int limit = Math.max(1, asked.length() / LETTERS_AN_ERROR);
    record Near(String name, int distance) {}
    return names.stream()
        .distinct()
        .filter(other -> Math.abs(other.length() - asked.length()) <= limit)
        .map(other -> new Near(other, distance(asked, other.toLowerCase())))
        .filter(near -> near.distance <= limit)
        .sorted(Comparator.comparingInt(Near::distance))
        .limit(MOST)
        .map(Near::name)
        .toList();
  }

  /** The letters that must be changed to make one text of the other. */
  static int distance(String one, String other) {
    int[][] rows = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : nearest(rows, one, other, i, j);
      }
    }
    return rows[one.length()][other.length()];
  }

  private static int nearest(int[][] rows, String one, String other, int i, int j) {
    boolean isSame = one.charAt(i - 1) == other.charAt(j - 1);
    int best = rows[i - 1][j - 1] + (isSame ? 0 : 1);
    best = Math.min(best, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
    boolean isSwapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return isSwapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
  }
}
