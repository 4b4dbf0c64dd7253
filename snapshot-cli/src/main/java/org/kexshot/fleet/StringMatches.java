package org.kexshot.fleet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.pattern.BytePattern;
import org.kexshot.pattern.PatternMatcher;

/**
 * Finds a text in strings by the pattern that a search of memory itself has of it, so that both
 * mean the same. For one thread.
 */
final class StringMatches {
  private final PatternMatcher matcher;
  private final int context;

  /**
   * @param context characters to show on each side
   */
  StringMatches(BytePattern pattern, int context) {
    this.matcher = pattern.matcher();
    this.context = context;
  }

  /** All that is found, in the order of the strings. */
  List<StringHit.Match> in(List<String> strings) {
    List<StringHit.Match> matches = new ArrayList<>();
    for (String string : strings) {
      byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
      matcher.forEach(
          bytes, 0, bytes.length, (start, end) -> matches.add(match(bytes, start, end)));
    }
    return matches;
  }

  private StringHit.Match match(byte[] bytes, int start, int end) {
    String before = text(bytes, 0, start);
    String after = text(bytes, end, bytes.length);
    int left = Math.min(context, before.codePointCount(0, before.length()));
    int right = Math.min(context, after.codePointCount(0, after.length()));
    return new StringHit.Match(
        before.substring(before.offsetByCodePoints(before.length(), -left)),
        text(bytes, start, end),
        after.substring(0, after.offsetByCodePoints(0, right)));
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
