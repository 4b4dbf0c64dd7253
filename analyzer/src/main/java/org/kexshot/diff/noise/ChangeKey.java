package org.kexshot.diff.noise;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.GeneralName;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;

/**
 * What is taken for the same change when it is met again: in another pair of images, of another
 * object of that name, at another address.
 *
 * @param kind of the object, by name; {@link #SYMBOL} for a data symbol
 * @param change what became of it
 * @param subject what it is called in any boot, with {@code #} for each number; {@link #ANY} for
 *     all of the kind, or for the rest of it
 * @param field the attribute that changed; empty if the object came or went, {@link #ANY} for all
 */
public record ChangeKey(String kind, ChangeType change, String subject, String field) {
  /** Stands for all subjects, or all fields; behind the beginning of a subject, for its rest. */
  public static final String ANY = "*";

  /** Kind of a data symbol, which is no kernel object. */
  public static final String SYMBOL = "symbol";

  /** Longer names are told apart by their beginnings. */
  private static final int LONGEST_SUBJECT = 200;

  /** That an object came or went. */
  public static <T> ChangeKey of(ChangeType change, ObjectKind<T> kind, T object) {
    return new ChangeKey(kind.name(), change, subject(kind, object), "");
  }

  /** That a data symbol changed. */
  public static ChangeKey ofSymbol(String name) {
    return new ChangeKey(SYMBOL, ChangeType.CHANGED, name, "");
  }

  /** That an attribute of an object changed. */
  public static <T> ChangeKey of(ObjectKind<T> kind, T object, Attribute<T> attribute) {
    return new ChangeKey(kind.name(), ChangeType.CHANGED, subject(kind, object), attribute.name());
  }

  private static <T> String subject(ObjectKind<T> kind, T object) {
    String named =
        kind.attributes().stream()
            .filter(attribute -> attribute.has(Role.IDENTITY))
            .map(attribute -> text(attribute.acrossBoots().apply(object)))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(" "));
    return general(named.isEmpty() ? kind.title().apply(object) : named);
  }

  private static String text(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(ChangeKey::text).orElse("");
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ChangeKey::text).collect(Collectors.joining(" "));
    }
    return String.valueOf(value);
  }

  /** Without what differs from one time to the next: numbers, and how words are parted. */
  private static String general(String name) {
    return GeneralName.of(name.substring(0, Math.min(LONGEST_SUBJECT, name.length())));
  }

  /** Whether it stands for all subjects that begin with its own. */
  boolean isBeginning() {
    return subject.length() > 1 && subject.endsWith(ANY);
  }

  /** Whether this, which {@link #isBeginning}, stands for the other, too. */
  boolean isOf(ChangeKey other) {
    return kind.equals(other.kind)
        && change == other.change
        && (field.equals(ANY) || field.equals(other.field))
        && other.subject.startsWith(subject.substring(0, subject.length() - 1));
  }

  ChangeKey ofAnySubject() {
    return new ChangeKey(kind, change, ANY, field);
  }

  ChangeKey ofAnyField() {
    return new ChangeKey(kind, change, subject, ANY);
  }
}
