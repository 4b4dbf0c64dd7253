package org.kexshot.cli.render;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One fact of an object: a column of text, a member of JSON, or both. What a fact may be: a number,
 * a boolean, text, an {@link Address}, a {@link JsonObject}, a list of these, or an {@code
 * Optional}, which is left out of JSON while it is empty.
 *
 * @param heading over the column, {@code >} before it to align right; empty if it is no column
 * @param cell what stands in the column
 * @param key the member's name; empty if it is no member
 * @param value the member's value
 */
public record Field<T>(String heading, Function<T, ?> cell, String key, Function<T, ?> value) {

  /** A column and a member alike. */
  public static <T> Field<T> both(String heading, String key, Function<T, ?> value) {
    return new Field<>(heading, value, key, value);
  }

  /** A column whose text is for people; JSON has it in another member. */
  public static <T> Field<T> column(String heading, Function<T, ?> cell) {
    return new Field<>(heading, cell, "", cell);
  }

  /** A member of JSON only. */
  public static <T> Field<T> member(String key, Function<T, ?> value) {
    return new Field<>("", value, key, value);
  }

  /** A column and a member, an address. */
  public static <T> Field<T> address(String heading, String key, ToLongFunction<T> address) {
    return both(heading, key, item -> new Address(address.applyAsLong(item)));
  }

  /** A member that is an address. */
  public static <T> Field<T> address(String key, ToLongFunction<T> address) {
    return member(key, item -> new Address(address.applyAsLong(item)));
  }

  /** The member {@code address}, by which an object is the same in two images of a boot. */
  public static <T> Field<T> address(ToLongFunction<T> address) {
    return address("address", address);
  }

  /** A column with a unit and a member in bytes. */
  public static <T> Field<T> size(String heading, String key, ToLongFunction<T> bytes) {
    return new Field<>(
        heading, item -> Text.size(bytes.applyAsLong(item)), key, bytes::applyAsLong);
  }

  /** A member that is a list of other objects. */
  public static <T, U> Field<T> objects(
      String key, Function<T, List<U>> objects, ObjectTable<U> table) {
    return member(key, item -> objects.apply(item).stream().map(table::json).toList());
  }

  /** The same fact, told of what the object is part of. */
  public <U> Field<U> of(Function<U, T> part) {
    return new Field<>(
        heading,
        whole -> cell.apply(part.apply(whole)),
        key,
        whole -> value.apply(part.apply(whole)));
  }

  public boolean isColumn() {
    return !heading.isEmpty();
  }

  public boolean isMember() {
    return !key.isEmpty();
  }
}
