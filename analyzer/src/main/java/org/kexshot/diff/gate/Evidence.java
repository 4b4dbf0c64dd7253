package org.kexshot.diff.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.kind.ObjectKind;

/**
 * What conditions are judged by: a comparison, without the traces that taking the snapshots left.
 * Cost: that of {@link Findings}, once.
 */
final class Evidence {
  private final ImageDifference difference;
  private final Set<String> ownTraces = new HashSet<>();

  Evidence(ImageDifference difference) {
    this.difference = difference;
    Findings.of(difference.objects()).ownTraces().forEach(this::noteOwn);
  }

  private void noteOwn(Finding finding) {
    ownTraces.add(key(finding.kind(), finding.title()));
    finding.parts().forEach(this::noteOwn);
  }

  private static String key(ObjectKind<?> kind, String title) {
    return kind.name() + " " + title;
  }

  TextDifference text() {
    return difference.text();
  }

  /** What there is to say of a kind; of one that is not among them, that it was not compared. */
  @SuppressWarnings("unchecked") // A difference has the type of its kind.
  <T> ObjectDifference<T> of(ObjectKind<T> kind) {
    return difference.objects().stream()
        .filter(candidate -> candidate.kind().name().equals(kind.name()))
        .map(found -> (ObjectDifference<T>) found)
        .findFirst()
        .orElseGet(() -> ObjectDifference.notCompared(kind, "it was left out of the comparison"));
  }

  /** Objects that came and are no trace of a snapshot. */
  <T> List<T> came(ObjectKind<T> kind) {
    return withoutOwn(kind, of(kind).appeared());
  }

  /** Objects that went and were no trace of a snapshot. */
  <T> List<T> went(ObjectKind<T> kind) {
    return withoutOwn(kind, of(kind).vanished());
  }

  private <T> List<T> withoutOwn(ObjectKind<T> kind, List<T> objects) {
    return objects.stream()
        .filter(object -> !ownTraces.contains(key(kind, kind.title().apply(object))))
        .toList();
  }

  /** Objects in both images of which anything compared differs, also what changes on its own. */
  <T> List<ObjectDifference.Change<T>> pairs(ObjectKind<T> kind) {
    List<ObjectDifference.Change<T>> pairs = new ArrayList<>(of(kind).changed());
    pairs.addAll(of(kind).fluctuations());
    return pairs;
  }

  /** Why it is not known of all objects of a kind whether they came or went; empty if it is. */
  List<String> missing(ObjectKind<?> kind) {
    ObjectDifference<?> objects = of(kind);
    if (objects.notCompared().isPresent()) {
      return List.of("%s not compared: %s".formatted(kind.words(), objects.notCompared().get()));
    }
    return objects.whole() ? List.of() : unreadable(objects);
  }

  /** Why it is not known of all objects of a kind how they differ; empty if it is. */
  List<String> unread(ObjectKind<?> kind) {
    ObjectDifference<?> objects = of(kind);
    return objects.notCompared().isPresent() ? missing(kind) : unreadable(objects);
  }

  private static List<String> unreadable(ObjectDifference<?> objects) {
    return objects.problems().stream()
        .map(problem -> "%s: %s".formatted(objects.kind().words(), problem))
        .toList();
  }
}
