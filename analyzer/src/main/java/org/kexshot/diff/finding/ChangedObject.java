package org.kexshot.diff.finding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.kexshot.diff.noise.Extent;
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
  private static final String PROCESS = "process";

  private final ChangeType change;
  private final ObjectKind<?> kind;
  private final Function<String, Optional<Object>> attributes;
  private final String title;
  private final List<FieldChange> fields;
  private final Map<String, Double> steps;
  private final double surprise;
  private final Set<Object> processes = new HashSet<>();
  private final Set<Object> paths = new HashSet<>();
  private final List<ChangedObject> parts = new ArrayList<>();
  private ChangedObject reason;

  private <T> ChangedObject(
      ChangeType change,
      ObjectKind<T> kind,
      T object,
      List<FieldChange> fields,
      Map<String, Double> steps,
      double surprise) {
    this.change = change;
    this.kind = kind;
    this.attributes = name -> named(kind, object, name);
    this.title =
        change == ChangeType.CHANGED && isKnownByName(kind)
            ? text("name")
            : kind.title().apply(object);
    this.fields = fields;
    this.steps = steps;
    this.surprise = surprise;
    for (Attribute<T> attribute : kind.attributes()) {
      collect(attribute, object);
    }
  }

  /** A process in which something came or went, while nothing that it is compared by changed. */
  private ChangedObject(ObjectKind<?> kind, Object pid, String name) {
    this.change = ChangeType.CHANGED;
    this.kind = kind;
    this.attributes = attribute -> attribute.equals("pid") ? Optional.of(pid) : Optional.empty();
    this.title = (pid + "  " + name).strip();
    this.fields = List.of();
    this.steps = Map.of();
    this.surprise = 0;
  }

  /** One that came or went. */
  static <T> ChangedObject of(ChangeType change, ObjectKind<T> kind, T object, double surprise) {
    return new ChangedObject(change, kind, object, List.of(), Map.of(), surprise);
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
    Map<String, Double> steps = new HashMap<>();
    for (Attribute<T> attribute : surprise.keySet()) {
      Extent extent =
          Extent.between(attribute.value().apply(before), attribute.value().apply(after));
      steps.put(attribute.name(), extent.size());
    }
    return new ChangedObject(ChangeType.CHANGED, kind, after, fields, steps, most);
  }

  /**
   * A process that was there before and after, known by what came or went in it.
   *
   * @param kind that of processes
   * @param name empty if not known
   */
  static ChangedObject lasting(ObjectKind<?> kind, Object pid, String name) {
    return new ChangedObject(kind, pid, name);
  }

  /** Whether this, and all that hangs on it, is what changes anyway. */
  boolean isNoise() {
    return !isSurprising() && parts.stream().allMatch(ChangedObject::isNoise);
  }

  /** Whether it would be a finding without what hangs on it. */
  boolean isSurprising() {
    return Noise.isFinding(surprise);
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

  boolean is(String kindName) {
    return kind.name().equals(kindName);
  }

  /** Of a process, its number. */
  Optional<Object> pid() {
    return is(PROCESS) ? attributes.apply("pid").map(ChangedObject::number) : Optional.empty();
  }

  /** The value of an attribute; empty if it is not known, or the kind has none of that name. */
  Optional<Object> attribute(String name) {
    return attributes.apply(name);
  }

  /** The same as text, empty if it is not known. */
  String text(String name) {
    return attribute(name).map(String::valueOf).orElse("");
  }

  /** The elements of a list, none if it is not known. */
  List<?> elements(String name) {
    return attribute(name)
        .map(value -> value instanceof List<?> list ? list : null)
        .orElse(List.of());
  }

  /** A number, as an address is; empty if it is not known. */
  Optional<Long> number(String name) {
    return attribute(name).map(value -> value instanceof Number number ? number.longValue() : null);
  }

  /** How far an attribute went; 0 if it did not change, or is no number. */
  double step(String name) {
    return steps.getOrDefault(name, 0.0);
  }

  /** Numbers of the processes that it belongs to; of a process, its parent's. */
  Set<Object> processes() {
    return processes;
  }

  /** Paths that it stands for. */
  Set<Object> paths() {
    return paths;
  }

  /** Hangs it on what it came of, unless it hangs on something, or that would be a circle. */
  void becauseOf(ChangedObject other) {
    for (ChangedObject up = other; up != null; up = up.reason) {
      if (up == this) {
        return;
      }
    }
    if (reason == null) {
      reason = other;
      other.parts.add(this);
    }
  }

  /** Takes it off what it hangs on. */
  void standAlone() {
    reason.parts.remove(this);
    reason = null;
  }

  Optional<ChangedObject> reason() {
    return Optional.ofNullable(reason);
  }

  /** What all that this came of hangs on, or this itself. */
  ChangedObject top() {
    ChangedObject top = this;
    while (top.reason != null) {
      top = top.reason;
    }
    return top;
  }

  List<ChangedObject> parts() {
    return parts;
  }

  /** With all that hangs on it. What of it changes anyway is left unsaid beside what does not. */
  Finding finding() {
    boolean spoken = isSurprising() || parts.isEmpty();
    return new Finding(
        change,
        kind,
        title,
        spoken ? fields : List.of(),
        surprise,
        parts.stream().map(ChangedObject::finding).sorted(Finding.STRONGEST_FIRST).toList());
  }
}
