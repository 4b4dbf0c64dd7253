package org.kexshot.cli.render.search;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Styling;

/** Shows words that were looked for in bold, where {@link Styling} is welcome. */
public final class Highlighter {
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  /** Leaves all as it is. */
  public static final Highlighter NONE = new Highlighter(false);

  private final boolean on;

  private Highlighter(boolean on) {
    this.on = on;
  }

  /** For standard output. */
  public static Highlighter ofTerminal() {
    return new Highlighter(Styling.isWelcomeOnOutput());
  }

  static Highlighter on() {
    return new Highlighter(true);
  }

  /** A text in bold. */
  String all(String text) {
    return on && !text.isEmpty() ? BOLD + text + PLAIN : text;
  }

  /**
   * A text with words in bold, whatever their case; of words that begin together the longest.
   *
   * @param words as a user types them, with {@code *} and {@code ?} for other characters
   */
  String words(String text, Collection<String> words) {
    if (!on || words.isEmpty()) {
      return text;
    }
    String any =
        words.stream()
            .sorted(Comparator.comparing(String::length).reversed())
            .map(Highlighter::pattern)
            .filter(pattern -> !pattern.isEmpty())
            .collect(Collectors.joining("|"));
    return any.isEmpty()
        ? text
        : Pattern.compile(any, Pattern.CASE_INSENSITIVE)
            .matcher(text)
            .replaceAll(BOLD + "$0" + PLAIN);
  }

  /** Of a pattern the parts that stand for themselves are shown, in a row. */
  private static String pattern(String word) {
    return Arrays.stream(word.toLowerCase(Locale.ROOT).split("[*?]+"))
        .filter(part -> !part.isEmpty())
        .map(Pattern::quote)
        .collect(Collectors.joining("[^\\s]{0,80}?"));
  }
}
