package org.kexshot.diff.finding;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Column;

/**
 * An attribute whose value differs, as people read it.
 *
 * @param field the attribute's name
 * @param before empty if it was unknown or absent
 * @param after the same, in the second image
 */
public record FieldChange(String field, String before, String after) {
  /** Of two sightings of one object. */
  public static <T> FieldChange of(Attribute<T> attribute, T before, T after) {
    return new FieldChange(attribute.name(), shown(attribute, before), shown(attribute, after));
  }

  private static <T> String shown(Attribute<T> attribute, T object) {
    Function<T, ?> cell = attribute.column().flatMap(Column::cell).orElse(attribute.value()::apply);
    return text(cell.apply(object));
  }

  private static String text(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(FieldChange::text).orElse("");
    }
    if (value instanceof List<?> list) {
      return list.stream().map(FieldChange::text).collect(Collectors.joining(" "));
    }
    return String.valueOf(value);
  }
}
