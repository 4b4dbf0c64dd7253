package org.kexshot.diff.finding;

import java.util.List;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.kind.ObjectKind;

/** How many objects of a kind came, went and changed that are no finding of their own. */
public record Tally(ObjectKind<?> kind, int came, int went, int changed) {
  static Tally of(ObjectKind<?> kind, List<Finding> findings) {
    return new Tally(
        kind,
        count(findings, ChangeType.CAME),
        count(findings, ChangeType.WENT),
        count(findings, ChangeType.CHANGED));
  }

  private static int count(List<Finding> findings, ChangeType change) {
    return (int) findings.stream().filter(finding -> finding.change() == change).count();
  }
}
