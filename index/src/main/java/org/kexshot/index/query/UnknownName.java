package org.kexshot.index.query;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kexshot.kind.NearestName;

/** Says that something has no such name, which may be meant, and where all are listed. */
public final class UnknownName {
  /** Names that a message lists; fields are some hundred. */
  private static final int MOST = 8;

  /** Letters that two names must share to be alike, one within the other. */
  private static final int FEWEST_SHARED = 3;

  private UnknownName() {}

  static QuerySyntaxException of(String what, String word, Collection<String> names, int position) {
    return new QuerySyntaxException(told(what, word, names), position);
  }

  /**
   * In words, a line.
   *
   * @param what a name of which is missing: field, kind
   */
  public static String told(String what, String word, Collection<String> names) {
    return "no %s '%s' (%s)".formatted(what, word, remedy(what, word, names));
  }

  private static String remedy(String what, String word, Collection<String> names) {
    Optional<String> nearest = NearestName.of(word, names);
    if (nearest.isPresent()) {
      return "did you mean '" + nearest.get() + "'?";
    }
    if (names.size() <= MOST) {
      return what + "s are " + String.join(", ", names);
    }
    List<String> like = like(word.toLowerCase(Locale.ROOT), names);
    return (like.isEmpty() ? "" : "like it are " + String.join(", ", like) + "; ")
        + "`kexshot search --help` and docs/kinds.md list all %d".formatted(names.size());
  }

  /** Those that hold the word, or of which it is made. */
  private static List<String> like(String word, Collection<String> names) {
    return names.stream()
        .filter(name -> Math.min(word.length(), name.length()) >= FEWEST_SHARED)
        .filter(name -> contains(word, name.toLowerCase(Locale.ROOT)))
        .limit(MOST)
        .toList();
  }

  private static boolean contains(String one, String other) {
    return one.contains(other) || other.contains(one);
  }
}
