package org.kexshot.diff.finding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kexshot.diff.noise.Noise;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.AttributeType;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;

/**
 * One object that came, went or changed, with what its attributes say of why: of which process it
 * is, what it is called, and whom it serves. Reasons hang one on another as a tree.
 */
final class ChangedObject {
  private static final String OF_A_PROCESS = "of a process";

  private final ChangeType change;
  private final ObjectKind<?> kind;
  private final String title;
  private final List<FieldChange> fields;
  private final double surprise;
  private final String name;
  private final Set<Object> processes = new HashSet<>();
  private final Set<Object> usedBy = new HashSet<>();
  private final Set<Object> paths = new HashSet<>();
  private final Optional<Object> pid;
  private final List<ChangedObject> parts = new ArrayList<>();
  private ChangedObject reason;

  private <T> ChangedObject(
      ChangeType change,
      ObjectKind<T> kind,
      T object,
      String title,
      List<FieldChange> fields,
      double surprise) {
    this.change = change;
    this.surprise = surprise;
    this.kind = kind;
    this.fields = fields;
    this.name = named(kind, object, "name").map(String::valueOf).orElse("");
    this.pid = kind.name().equals("process") ? named(kind, object, "pid") : Optional.empty();
    this.title = change == ChangeType.CHANGED && isKnownByName(kind) ? name : title;
    for (Attribute<T> attribute : kind.attributes()) {
      collect(attribute, object);
    }
  }

  /** One that came or went. */
  static <T> ChangedObject of(ChangeType change, ObjectKind<T> kind, T object, double surprise) {
    return new ChangedObject(change, kind, object, kind.title().apply(object), List.of(), surprise);
  }

  /**
   * One that changed.
   *
   * @param surprise of each attribute
   */
  static <T> ChangedObject changed(
      ObjectKind<T> kind, T before, T after, Map<Attribute<T>, Double> surprise) {
    double most = surprise.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    List<FieldChange> fields =
        surprise.entrySet().stream()
            .filter(entry -> Noise.isFinding(entry.getValue()) || !Noise.isFinding(most))
            .map(entry -> FieldChange.of(entry.getKey(), before, after))
            .toList();
    return new ChangedObject(
        ChangeType.CHANGED, kind, after, kind.title().apply(after), fields, most);
  }

  /** Whether this, and all that hangs on it, is what changes anyway. */
  boolean isNoise() {
    return !Noise.isFinding(surprise) && parts.stream().allMatch(ChangedObject::isNoise);
  }

  private static <T> Optional<Object> named(ObjectKind<T> kind, T object, String attribute) {
    return kind.attributes().stream()
        .filter(candidate -> candidate.name().equals(attribute))
        .findFirst()
        .flatMap(found -> known(found.value().apply(object)));
  }

  private static boolean isKnownByName(ObjectKind<?> kind) {
    return kind.attributes().stream()
        .anyMatch(
            attribute -> attribute.name().equals("name") && attribute.has(Role.BOOT_IDENTITY));
  }

  private static Optional<Object> known(Object value) {
    return value instanceof Optional<?> optional
        ? optional.map(inside -> inside)
        : Optional.ofNullable(value);
  }

  private <U> void collect(Attribute<U> attribute, U object) {
    Optional<Object> value = known(attribute.value().apply(object));
    if (value.isEmpty()) {
      return;
    }
    if (attribute.type() == AttributeType.REFERENCE && attribute.meaning().equals(OF_A_PROCESS)) {
      processes.add(number(value.get()));
    } else if (attribute.type() == AttributeType.PATH) {
      paths.add(value.get());
    } else if (attribute.name().equals("usedBy") && value.get() instanceof List<?> users) {
      usedBy.addAll(users);
    } else if (attribute.type() == AttributeType.OBJECTS && value.get() instanceof List<?> list) {
      list.forEach(part -> attribute.parts().forEach(inside -> collectPart(inside, part)));
    }
  }

  @SuppressWarnings("unchecked") // An attribute's parts are of the type of its values.
  private <U> void collectPart(Attribute<U> attribute, Object part) {
    collect(attribute, (U) part);
  }

  private static Object number(Object value) {
    return value instanceof Number number ? (Object) number.longValue() : value;
  }

  ChangeType change() {
    return change;
  }

  ObjectKind<?> kind() {
    return kind;
  }

  String name() {
    return name;
  }

  /** Of a process, its number. */
  Optional<Object> pid() {
    return pid.map(ChangedObject::number);
  }

  /** Numbers of the processes that it belongs to; of a process, its parent's. */
  Set<Object> processes() {
    return processes;
  }

  /** Names of those that use it. */
  Set<Object> usedBy() {
    return usedBy;
  }

  /** Paths that it stands for. */
  Set<Object> paths() {
    return paths;
  }

  /** Hangs it on what it came of, unless that would be a circle. */
  void becauseOf(ChangedObject other) {
    for (ChangedObject up = other; up != null; up = up.reason) {
      if (up == this) {
        return;
      }
    }
    reason = other;
    other.parts.add(this);
  }

  /** Takes it off what it hangs on. */
  void standAlone() {
    reason.parts.remove(this);
    reason = null;
  }

  Optional<ChangedObject> reason() {
    return Optional.ofNullable(reason);
  }

  List<ChangedObject> parts() {
    return parts;
  }

  /** With all that hangs on it. */
  Finding finding() {
    return new Finding(
        change,
        kind,
        title,
        fields,
        surprise,
        parts.stream().map(ChangedObject::finding).sorted(Finding.STRONGEST_FIRST).toList());
  }
}
