package org.kexshot.cli.render.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.FindingSentence;

/** Makes entries of findings until the budget is used up; counts the rest. */
public final class FindingEntries {
  private static final int MOST = 200;

  /** Of process to child to child; deeper ones are counted. */
  private static final int DEEPEST = 8;

  /** Bytes of tags around an entry, and around a field. */
  private static final int TAGS = 260;

  private final SizeBudget budget;

  /** Entries that take no more than there is room for. */
  public FindingEntries(SizeBudget budget) {
    this.budget = budget;
  }

  /** Entries of as many findings as there is room for; all their sentences before any part. */
  public List<FindingEntry> of(List<Finding> findings) {
    return of(findings, 0);
  }

  private List<FindingEntry> of(List<Finding> findings, int depth) {
    List<Finding> shown = new ArrayList<>();
    for (Finding finding : findings.subList(0, Math.min(MOST, findings.size()))) {
      if (!budget.take(size(finding))) {
        break;
      }
      shown.add(finding);
    }
    List<FindingEntry> entries = new ArrayList<>();
    for (Finding finding : shown) {
      entries.add(entry(finding, depth));
    }
    return entries;
  }

  private FindingEntry entry(Finding finding, int depth) {
    List<FindingEntry> parts = depth < DEEPEST ? of(finding.parts(), depth + 1) : List.of();
    return new FindingEntry(
        finding.change().name().toLowerCase(Locale.ROOT),
        sentence(finding),
        fields(finding),
        parts,
        finding.parts().size() - parts.size());
  }

  private static String sentence(Finding finding) {
    return PageText.of(FindingSentence.of(finding));
  }

  private static List<FindingEntry.Field> fields(Finding finding) {
    return finding.fields().stream()
        .map(
            field ->
                new FindingEntry.Field(
                    field.field(), PageText.orNone(field.before()), PageText.orNone(field.after())))
        .toList();
  }

  private static long size(Finding finding) {
    long bytes = TAGS + SizeBudget.of(sentence(finding));
    for (FindingEntry.Field field : fields(finding)) {
      bytes += TAGS + SizeBudget.of(field.before()) + SizeBudget.of(field.after());
    }
    return bytes;
  }
}
