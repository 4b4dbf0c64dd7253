package org.kexshot.pattern;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What to look for in memory. Immutable; each thread makes a matcher of its own. */
public final class BytePattern {
  private final Positions positions;
  private final Optional<Set<String>> requiredText;

  private BytePattern(Expression expression, Optional<Set<String>> requiredText)
      throws PatternException {
    this.positions = Positions.of(expression);
    this.requiredText = requiredText;
  }

  /**
   * Text as it is, in UTF-8 or UTF-16LE.
   *
   * @throws PatternException if it is empty or too long
   */
  public static BytePattern text(String text, boolean ignoreCase) throws PatternException {
    Expression utf8 = Expression.literal(text.getBytes(StandardCharsets.UTF_8), ignoreCase);
    Expression utf16 = Expression.literal(text.getBytes(StandardCharsets.UTF_16LE), ignoreCase);
    return new BytePattern(new Expression.Choice(List.of(utf8, utf16)), RequiredText.of(utf8));
  }

  /**
   * A regular expression over bytes; the guide {@code docs/how-to/search.md} has its syntax.
   *
   * @throws PatternException if it cannot be read, is too large, or matches nothing at all
   */
  public static BytePattern regex(String regex, boolean ignoreCase) throws PatternException {
    Expression expression = RegexParser.parse(regex, ignoreCase);
    return new BytePattern(expression, RequiredText.of(expression));
  }

  /**
   * Bytes in hexadecimal digits, {@code ??} for any byte; spaces between them are free.
   *
   * @throws PatternException if it is something else, too long, or of {@code ??} alone
   */
  public static BytePattern bytes(String digits) throws PatternException {
    String compact = digits.replaceAll("\\s+", "");
    List<Expression> parts = new ArrayList<>();
    for (int at = 0; at < compact.length(); at += 2) {
      String pair = compact.substring(at, Math.min(at + 2, compact.length()));
      if (!pair.matches("[0-9a-fA-F]{2}|\\?\\?")) {
        throw new PatternException(
            "'%s': two hexadecimal digits a byte, or ?? for any byte, expected".formatted(pair));
      }
      parts.add(
          new Expression.Bytes(
              pair.equals("??") ? ByteSet.ALL : ByteSet.of(Integer.parseInt(pair, 16))));
    }
    if (!compact.isEmpty() && compact.chars().allMatch(digit -> digit == '?')) {
      throw new PatternException("a byte that is known expected beside ??");
    }
    Expression all = new Expression.Sequence(parts);
    return new BytePattern(all, RequiredText.of(all));
  }

  /** Finds it. */
  public PatternMatcher matcher() {
    return new PatternMatcher(positions);
  }

  /**
   * Texts of printable ASCII in lower case, of which each match holds at least one, in either case;
   * empty if none can be told. Of {@link #text} they may be in UTF-16 too.
   */
  public Optional<Set<String>> requiredText() {
    return requiredText;
  }
}
