package org.kexshot.diff.series;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.kexshot.diff.finding.FieldChange;
import org.kexshot.diff.object.ComparedAttributes;
import org.kexshot.diff.series.amount.NumberTrack;
import org.kexshot.diff.series.amount.Numbers;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;

/** One object, and what is known of it so far. An attribute that cannot be read keeps its value. */
final class TrackedObject<T> {
  private static final long PRESENT = 1;
  private static final long ABSENT = 0;

  private final T first;
  private final NumberTrack presence;
  private final NumberTrack[] numbers;
  private final List<AttributeChange> changes = new ArrayList<>(0);
  private Map<Attribute<T>, Sighting<T>> older = Map.of();
  private Sighting<T> latest;

  /** An object as an image had it, and whether nothing was missing of its list there. */
  record Sighting<T>(T object, boolean complete) {}

  /**
   * @param before whether it was in the images before, as far as is known
   * @param numeric attributes whose values are kept
   */
  TrackedObject(int step, Sighting<T> sighting, NumberTrack before, List<Attribute<T>> numeric) {
    first = sighting.object();
    latest = sighting;
    presence = before.copy();
    presence.set(step, PRESENT);
    numbers = new NumberTrack[numeric.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = new NumberTrack();
      if (step > 0) {
        numbers[i].unknown(0);
      }
    }
    count(step, numeric);
  }

  private void count(int step, List<Attribute<T>> numeric) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i].set(step, Numbers.of(numeric.get(i), latest.object()));
    }
  }

  /**
   * Notes that an image has it.
   *
   * @return attributes that differ from the last time it was seen, and are known at both times
   */
  List<Attribute<T>> seen(
      int step, Sighting<T> sighting, ComparedAttributes<T> compared, List<Attribute<T>> numeric) {
    List<Attribute<T>> differing = new ArrayList<>(0);
    for (Attribute<T> attribute : compared.all()) {
      Sighting<T> before = older.getOrDefault(attribute, latest);
      if (isUnknown(attribute, before, sighting, compared)) {
        hold(attribute, before);
        continue;
      }
      if (compared.differs(
          attribute, before.object(), before.complete(), sighting.object(), sighting.complete())) {
        if (before == latest) {
          differing.add(attribute);
        }
        if (!attribute.has(Role.VOLATILE) && !attribute.isColumnOnly()) {
          changes.add(
              new AttributeChange(
                  step, FieldChange.of(attribute, before.object(), sighting.object())));
        }
      }
      if (!older.isEmpty()) {
        older.remove(attribute);
      }
    }
    presence.set(step, PRESENT);
    latest = sighting;
    count(step, numeric);
    return differing;
  }

  private static <T> boolean isUnknown(
      Attribute<T> attribute, Sighting<T> before, Sighting<T> now, ComparedAttributes<T> compared) {
    return attribute.value().apply(now.object()).equals(Optional.empty())
        || !now.complete()
            && attribute.differs(before.object(), now.object())
            && compared.isCut(attribute, before.object(), now.object());
  }

  private void hold(Attribute<T> attribute, Sighting<T> before) {
    if (attribute.value().apply(before.object()).equals(Optional.empty())) {
      return;
    }
    if (older.isEmpty()) {
      older = new HashMap<>();
    }
    older.put(attribute, before);
  }

  /** Notes that an image does not have it, or that this is unknown. */
  void missed(int step, boolean whole) {
    if (whole) {
      presence.set(step, ABSENT);
    } else {
      presence.unknown(step);
    }
    for (NumberTrack number : numbers) {
      number.unknown(step);
    }
  }

  T first() {
    return first;
  }

  T latest() {
    return latest.object();
  }

  NumberTrack number(int index) {
    return numbers[index];
  }

  /** Whether it was in each of so many images, as far as is known. */
  boolean lasts(int steps) {
    return presence.values(steps).stream()
        .noneMatch(value -> value.equals(OptionalLong.of(ABSENT)));
  }

  List<Presence> presence(int steps) {
    return presence.values(steps).stream()
        .map(
            value ->
                value.isEmpty()
                    ? Presence.UNKNOWN
                    : value.getAsLong() == PRESENT ? Presence.PRESENT : Presence.ABSENT)
        .toList();
  }

  /** Attributes that the last sighting did not tell. */
  Set<Attribute<T>> unknownAtLast() {
    return older.keySet();
  }

  ObjectHistory history(ObjectKind<T> kind, int steps) {
    return new ObjectHistory(
        kind,
        kind.title().apply(first),
        presence(steps),
        changes,
        older.keySet().stream().map(Attribute::name).collect(Collectors.toSet()));
  }
}
