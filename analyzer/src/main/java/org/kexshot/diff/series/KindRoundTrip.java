package org.kexshot.diff.series;

import static org.kexshot.diff.series.Presence.ABSENT;
import static org.kexshot.diff.series.Presence.PRESENT;
import static org.kexshot.diff.series.Presence.UNKNOWN;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.diff.object.ComparedAttributes;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;

/** What is left of a change among the objects of one kind, in the third of three images. */
final class KindRoundTrip<T> {
  private final KindTrack<T> track;
  private final ComparedAttributes<T> compared;
  private final List<T> came = new ArrayList<>();
  private final List<T> went = new ArrayList<>();
  private final List<ObjectDifference.Change<T>> changed = new ArrayList<>();
  private final List<ObjectHistory> unknown = new ArrayList<>();
  private int restored;

  KindRoundTrip(KindTrack<T> track) {
    this.track = track;
    this.compared = track.compared();
    track.objects().forEach(this::take);
  }

  private void take(TrackedObject<T> object) {
    ObjectKind<T> kind = track.kind();
    ObjectHistory history = object.history(kind, 3);
    List<Presence> presence = history.presence();
    if (presence.equals(List.of(ABSENT, PRESENT, PRESENT))) {
      came.add(object.latest());
    } else if (presence.equals(List.of(PRESENT, ABSENT, ABSENT))) {
      went.add(object.latest());
    } else if (presence.equals(List.of(ABSENT, PRESENT, ABSENT))) {
      restored++;
    } else if (presence.contains(UNKNOWN) && mayBeLeft(presence)) {
      unknown.add(history);
    } else if (presence.get(0) == PRESENT && presence.get(2) == PRESENT) {
      takeLasting(object, history, presence.get(1));
    }
  }

  /** Whether it may have come with the change and stayed, or gone with it and not come back. */
  private static boolean mayBeLeft(List<Presence> presence) {
    return fits(presence, List.of(ABSENT, PRESENT, PRESENT))
        || fits(presence, List.of(PRESENT, ABSENT, ABSENT));
  }

  private static boolean fits(List<Presence> presence, List<Presence> shape) {
    for (int i = 0; i < shape.size(); i++) {
      if (presence.get(i) != UNKNOWN && presence.get(i) != shape.get(i)) {
        return false;
      }
    }
    return true;
  }

  private void takeLasting(TrackedObject<T> object, ObjectHistory history, Presence between) {
    List<Attribute<T>> touched =
        compared.all().stream()
            .filter(attribute -> !attribute.has(Role.VOLATILE))
            .filter(
                attribute ->
                    history.changes().stream()
                        .anyMatch(
                            change ->
                                change.step() == 1
                                    && change.field().field().equals(attribute.name())))
            .toList();
    if (touched.stream().anyMatch(object.unknownAtLast()::contains)) {
      unknown.add(history);
      return;
    }
    List<Attribute<T>> left =
        touched.stream()
            .filter(attribute -> attribute.differs(object.first(), object.latest()))
            .toList();
    if (!left.isEmpty()) {
      changed.add(new ObjectDifference.Change<>(object.first(), object.latest(), left));
    } else if (between == ABSENT || !touched.isEmpty()) {
      restored++;
    }
  }

  ObjectDifference<T> left() {
    return new ObjectDifference<>(
        track.kind(),
        came,
        went,
        List.of(),
        List.of(),
        changed,
        List.of(),
        Optional.empty(),
        List.of(),
        true);
  }

  int restored() {
    return restored;
  }

  List<ObjectHistory> unknown() {
    return unknown;
  }
}
