package org.kexshot.cli.render.report;

import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Text;
import org.kexshot.filter.PageKind;
import org.kexshot.store.manifest.PageCounts;

/** What became of a snapshot's pages, in numbers whose sum is all of RAM. */
final class PagesText {
  private PagesText() {}

  /** {@code "400 pages kept of 1,024 (120 zero, 504 excluded)"}. */
  static String of(PageCounts pages) {
    StringJoiner others = new StringJoiner(", ", " (", ")").setEmptyValue("");
    add(others, pages.zero(), "zero");
    add(others, pages.excluded(), "excluded");
    add(others, pages.unreadable(), "unreadable");
    return "%s kept of %s%s"
        .formatted(Text.count(pages.kept(), "page"), Text.count(pages.total()), others);
  }

  private static void add(StringJoiner others, long count, String state) {
    if (count > 0) {
      others.add(Text.count(count) + " " + state);
    }
  }

  /**
   * The kinds of excluded pages. Pages of zeros are told apart, for a dump level that leaves them
   * out leaves nothing unknown.
   *
   * @param kinds as a capture counts them, zero pages too
   * @return empty if nothing was excluded
   */
  static String excluded(Map<String, Long> kinds) {
    return kinds.entrySet().stream()
        .filter(kind -> kind.getValue() > 0 && !kind.getKey().equals(PageKind.ZERO.label()))
        .map(kind -> Text.count(kind.getValue()) + " " + kind.getKey())
        .collect(Collectors.joining(", "));
  }
}
