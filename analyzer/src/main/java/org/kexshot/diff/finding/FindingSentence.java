package org.kexshot.diff.finding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.kind.ObjectKind;

/**
 * A finding in one sentence, as the image has its words: they may hold anything, and are not to
 * reach a terminal or a page as they are.
 */
public final class FindingSentence {
  private static final int LONGEST_TITLE = 120;
  private static final int MOST_PARTS = 3;

  /** Parts that are counted together. */
  private record Sort(ObjectKind<?> kind, ChangeType change) {}

  private final Finding whole;
  private final List<String> words = new ArrayList<>();
  private final Map<Sort, Integer> counted = new LinkedHashMap<>();

  private FindingSentence(Finding whole) {
    this.whole = whole;
  }

  /**
   * What became of it; and of the parts those that tell something, and how many others there are.
   */
  public static String of(Finding finding) {
    return finding.isGroup() ? group(finding) : new FindingSentence(finding).words();
  }

  /** How many there are, and the first of them. */
  private static String group(Finding group) {
    String first =
        group.parts().stream()
            .limit(MOST_PARTS)
            .map(part -> shortened(part.title()))
            .collect(Collectors.joining("; "));
    return "%s %s %s: %s; ..."
        .formatted(
            number(group.parts().size()), group.kind().words(), group.change().verb(), first);
  }

  private String words() {
    addParts(whole.parts());
    counted.forEach((sort, count) -> words.add(count(sort, count)));
    String parts = String.join(", ", words);
    if (whole.fields().isEmpty() && whole.change() == ChangeType.CHANGED && !parts.isEmpty()) {
      return named(whole) + ": " + parts;
    }
    return parts.isEmpty() ? said(whole) : said(whole) + ", with " + parts;
  }

  /** Parts of a kind are named where there are few of them. */
  private void addParts(List<Finding> parts) {
    Map<Sort, List<Finding>> sorted = new LinkedHashMap<>();
    parts.forEach(
        part ->
            sorted
                .computeIfAbsent(new Sort(part.kind(), part.change()), none -> new ArrayList<>())
                .add(part));
    sorted.forEach(
        (sort, same) -> {
          if (same.size() <= MOST_PARTS && isNamed(same.get(0))) {
            same.forEach(part -> words.add(isSame(part.change()) ? named(part) : said(part)));
          } else {
            counted.merge(sort, same.size(), Integer::sum);
          }
          same.forEach(part -> addParts(part.parts()));
        });
  }

  /** What came in something that was there before is news, whatever it is. */
  private boolean isNamed(Finding part) {
    return part.isTelling()
        || whole.change() == ChangeType.CHANGED
            && part.surprise() > 0
            && whole.parts().contains(part);
  }

  /** Whether what became of it was said with the whole. */
  private boolean isSame(ChangeType change) {
    return change == whole.change() && change != ChangeType.CHANGED;
  }

  private String count(Sort sort, int count) {
    String many = number(count) + " " + (count == 1 ? sort.kind().name() : sort.kind().words());
    return isSame(sort.change()) ? many : many + " " + sort.change().verb();
  }

  private static String number(int count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String said(Finding finding) {
    return finding.fields().isEmpty()
        ? named(finding) + " " + finding.change().verb()
        : named(finding)
            + ": "
            + finding.fields().stream()
                .map(FindingSentence::field)
                .collect(Collectors.joining(", "));
  }

  private static String named(Finding finding) {
    return finding.kind().name() + " " + shortened(finding.title());
  }

  private static String field(FieldChange change) {
    return "%s %s -> %s"
        .formatted(
            change.field(), shortened(shown(change.before())), shortened(shown(change.after())));
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(none)" : value;
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_TITLE ? line : line.substring(0, LONGEST_TITLE) + "...";
  }
}
