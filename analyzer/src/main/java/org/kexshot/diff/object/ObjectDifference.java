package org.kexshot.diff.object;

import java.util.List;
import java.util.Optional;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;

/**
 * How the objects of one kind differ between two images.
 *
 * @param kind what they are
 * @param appeared only in the second, in its order, where the first's list is whole
 * @param vanished only in the first, in its order, where the second's list is whole
 * @param unknownBefore only in the first, while objects of the second could not be read
 * @param unknownAfter only in the second, while objects of the first could not be read
 * @param changed in both, but different in what is compared
 * @param fluctuating in both, and different only in what changes on an idle machine
 * @param notCompared why the kind was not compared at all, which says nothing of its objects
 * @param problems what could not be read in either image, so that the lists may be incomplete
 * @param whole whether no object can be missing from either image's list for such a problem
 */
public record ObjectDifference<T>(
    ObjectKind<T> kind,
    List<T> appeared,
    List<T> vanished,
    List<T> unknownBefore,
    List<T> unknownAfter,
    List<Change<T>> changed,
    List<Change<T>> fluctuating,
    Optional<String> notCompared,
    List<String> problems,
    boolean whole) {

  /**
   * One object in both images.
   *
   * @param attributes those that differ, in the kind's order
   */
  public record Change<T>(T before, T after, List<Attribute<T>> attributes) {}

  public ObjectDifference {
    appeared = List.copyOf(appeared);
    vanished = List.copyOf(vanished);
    unknownBefore = List.copyOf(unknownBefore);
    unknownAfter = List.copyOf(unknownAfter);
    changed = List.copyOf(changed);
    fluctuating = List.copyOf(fluctuating);
    problems = List.copyOf(problems);
  }

  /** Of a kind that was not compared. */
  public static <T> ObjectDifference<T> notCompared(ObjectKind<T> kind, String reason) {
    return new ObjectDifference<>(
        kind,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(reason),
        List.of(),
        false);
  }

  /** Objects in one image alone, where the other's list could not be read to its end. */
  public int unknown() {
    return unknownBefore.size() + unknownAfter.size();
  }

  /** Whether nothing differs, as far as was compared. */
  public boolean isEmpty() {
    return appeared.isEmpty() && vanished.isEmpty() && changed.isEmpty() && unknown() == 0;
  }
}
