package org.kexshot.diff.gate;

import java.util.List;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.kernel.integrity.Finding;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.kernel.text.CodeChange;

/** Whether somebody changed the kernel. */
final class IntegrityConditions {
  private IntegrityConditions() {}

  static void judge(Evidence evidence, long none, Judgement judged) {
    TextDifference text = evidence.text();
    text.alarms().forEach(alarm -> judged.violated("%s", sentence(alarm)));
    long more = text.alarmCount() - text.alarms().size();
    if (more > 0) {
      judged.violated("%d more places of the kernel's code or constants changed", more);
    }
    evidence.came(Integrity.KIND).stream()
        .filter(finding -> !finding.explained())
        .forEach(finding -> judged.violated("%s", sentence(finding)));
    evidence.of(Integrity.KIND).changed().stream()
        .map(ObjectDifference.Change::after)
        .filter(finding -> !finding.explained())
        .forEach(finding -> judged.violated("%s", sentence(finding)));
    unknown(text, judged);
    judged.unknown(evidence.unread(Integrity.KIND));
  }

  private static void unknown(TextDifference text, Judgement judged) {
    text.notCompared()
        .ifPresent(reason -> judged.unknown(List.of("kernel text not compared: " + reason)));
    judged.unknown(text.unknown().stream().map(problem -> "kernel text: " + problem).toList());
    judged.unknown(
        text.undecided().stream()
            .map(change -> "whether the kernel did it itself: " + sentence(change))
            .toList());
  }

  private static String sentence(CodeChange change) {
    return "%s: %s -> %s%s"
        .formatted(
            change.place(),
            change.before(),
            change.after(),
            change.leadsTo().map(target -> ", which leads to " + target).orElse(""));
  }

  private static String sentence(Finding finding) {
    return "%s: %s: %s, expected %s"
        .formatted(finding.type().words(), finding.place(), finding.found(), finding.expected());
  }
}
