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
 * What conditions are judged by: a comparison, without the traces that taking the snapshots left
 * and without objects that come and go anyway.
 */
final class Evidence {
  private final ImageDifference difference;
  private final Set<String> passedOver = new HashSet<>();

  /**
   * @param findings what the comparison comes to
   */
  Evidence(ImageDifference difference, Findings findings) {
    this.difference = difference;
    findings.ownTraces().forEach(this::notePassed);
    findings.noise().forEach(this::notePassed);
  }

  private void notePassed(Finding finding) {
    passedOver.add(key(finding.kind(), finding.title()));
    finding.parts().forEach(this::notePassed);
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

  /** Objects that came, and are neither traces of a snapshot nor noise. */
  <T> List<T> came(ObjectKind<T> kind) {
    return without(kind, of(kind).appeared());
  }

  /** Objects that went, and were neither traces of a snapshot nor noise. */
  <T> List<T> went(ObjectKind<T> kind) {
    return without(kind, of(kind).vanished());
  }

  private <T> List<T> without(ObjectKind<T> kind, List<T> objects) {
    return objects.stream()
        .filter(object -> !passedOver.contains(key(kind, kind.title().apply(object))))
        .toList();
  }

  /** Objects in both images of which anything compared differs, also what changes on its own. */
  <T> List<ObjectDifference.Change<T>> pairs(ObjectKind<T> kind) {
    List<ObjectDifference.Change<T>> pairs = new ArrayList<>(of(kind).changed());
    pairs.addAll(of(kind).fluctuating());
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
