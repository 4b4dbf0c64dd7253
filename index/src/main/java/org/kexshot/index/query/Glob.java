package org.kexshot.index.query;

/**
 * A pattern of {@code *} for any characters and {@code ?} for one, in time linear in both lengths'
 * product.
 */
record Glob(String pattern) {
  boolean matches(String text) {
    int star = -1;
    int mark = 0;
    int at = 0;
    int next = 0;
    while (at < text.length()) {
      if (next < pattern.length()
          && (pattern.charAt(next) == '?' || pattern.charAt(next) == text.charAt(at))
          && pattern.charAt(next) != '*') {
        at++;
        next++;
      } else if (next < pattern.length() && pattern.charAt(next) == '*') {
        star = next++;
        mark = at;
      } else if (star >= 0) {
        next = star + 1;
        at = ++mark;
      } else {
        return false;
      }
    }
    while (next < pattern.length() && pattern.charAt(next) == '*') {
      next++;
    }
    return next == pattern.length();
  }
}
