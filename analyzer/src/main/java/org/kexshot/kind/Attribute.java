package org.kexshot.kind;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * One fact that all objects of a kind have. Listings, comparisons, the search index and the
 * documentation are derived from it.
 *
 * @param name in JSON and as a field of the search index
 * @param type of its value
 * @param value of an object; an {@code Optional} where it may be unknown or absent
 * @param acrossBoots what stands for the value where objects of two boots are matched by it:
 *     without the numbers that each boot hands out; the value itself for most
 * @param roles what it is good for besides being shown
 * @param column in tables; one without a column is shown in JSON only
 * @param parts of each {@link AttributeType#OBJECT} in the value; empty for other types
 * @param meaning what its name does not say, for the documentation; may be empty
 */
public record Attribute<T>(
    String name,
    AttributeType type,
    Function<T, ?> value,
    Function<T, ?> acrossBoots,
    Set<Role> roles,
    Optional<Column<T>> column,
    List<? extends Attribute<?>> parts,
    String meaning) {
  public Attribute {
    roles = Set.copyOf(roles);
    parts = List.copyOf(parts);
  }

  private static <T> Attribute<T> of(
      String name, AttributeType type, Function<T, ?> value, Role... roles) {
    Set<Role> set = EnumSet.noneOf(Role.class);
    set.addAll(Arrays.asList(roles));
    return new Attribute<>(name, type, value, value, set, Optional.empty(), List.of(), "");
  }

  public static <T> Attribute<T> text(String name, Function<T, ?> value, Role... roles) {
    return of(name, AttributeType.TEXT, value, roles);
  }

  public static <T> Attribute<T> path(String name, Function<T, ?> value, Role... roles) {
    return of(name, AttributeType.PATH, value, roles);
  }

  public static <T> Attribute<T> number(String name, Function<T, ?> value, Role... roles) {
    return of(name, AttributeType.NUMBER, value, roles);
  }

  /**
   * @param kind name of the kind that it refers to
   */
  public static <T> Attribute<T> reference(
      String name, String kind, Function<T, ?> value, Role... roles) {
    return meaning("of a " + kind, of(name, AttributeType.REFERENCE, value, roles));
  }

  public static <T> Attribute<T> address(String name, ToLongFunction<T> value, Role... roles) {
    return of(name, AttributeType.ADDRESS, value::applyAsLong, roles);
  }

  /** An address that an object may lack. */
  public static <T> Attribute<T> addressIfPresent(
      String name, Function<T, Optional<Long>> value, Role... roles) {
    return of(name, AttributeType.ADDRESS, value, roles);
  }

  public static <T> Attribute<T> bytes(String name, ToLongFunction<T> value, Role... roles) {
    return of(name, AttributeType.BYTES, value::applyAsLong, roles);
  }

  /** A number of bytes that an object may lack. */
  public static <T> Attribute<T> bytesIfPresent(
      String name, Function<T, Optional<Long>> value, Role... roles) {
    return of(name, AttributeType.BYTES, value, roles);
  }

  public static <T> Attribute<T> pages(String name, ToLongFunction<T> value, Role... roles) {
    return of(name, AttributeType.PAGES, value::applyAsLong, roles);
  }

  /** In nanoseconds. */
  public static <T> Attribute<T> duration(String name, ToLongFunction<T> value, Role... roles) {
    return of(name, AttributeType.DURATION, value::applyAsLong, roles);
  }

  /** An {@link java.time.Instant}. */
  public static <T> Attribute<T> time(String name, Function<T, ?> value, Role... roles) {
    return of(name, AttributeType.TIME, value, roles);
  }

  public static <T> Attribute<T> flag(String name, Predicate<T> value, Role... roles) {
    return of(name, AttributeType.FLAG, value::test, roles);
  }

  /** A {@code List} of texts or numbers. */
  public static <T> Attribute<T> list(String name, Function<T, ?> value, Role... roles) {
    return of(name, AttributeType.LIST, value, roles);
  }

  /** What has attributes of its own. */
  public static <T, U> Attribute<T> object(
      String name, Function<T, U> value, List<Attribute<U>> parts, Role... roles) {
    return of(name, AttributeType.OBJECT, value, roles).withParts(parts);
  }

  /** The same where an object may lack it. */
  public static <T, U> Attribute<T> objectIfPresent(
      String name, Function<T, Optional<U>> value, List<Attribute<U>> parts, Role... roles) {
    return of(name, AttributeType.OBJECT, value, roles).withParts(parts);
  }

  public static <T, U> Attribute<T> objects(
      String name, Function<T, List<U>> value, List<Attribute<U>> parts, Role... roles) {
    return of(name, AttributeType.OBJECTS, value, roles).withParts(parts);
  }

  /** The attribute with a column for its value. */
  public static <T> Attribute<T> column(String heading, Attribute<T> attribute) {
    return attribute.withColumn(new Column<>(heading, Optional.empty()));
  }

  /** The attribute with a column that shows it as people read it. */
  public static <T> Attribute<T> column(
      String heading, Function<T, ?> cell, Attribute<T> attribute) {
    return attribute.withColumn(new Column<>(heading, Optional.of(cell)));
  }

  /** A column for people whose value is among other attributes; no member of JSON. */
  public static <T> Attribute<T> columnOnly(String heading, Function<T, ?> cell) {
    return column(heading, cell, text("", cell));
  }

  /** The attribute with what its name does not say. */
  public static <T> Attribute<T> meaning(String meaning, Attribute<T> attribute) {
    return new Attribute<>(
        attribute.name,
        attribute.type,
        attribute.value,
        attribute.acrossBoots,
        attribute.roles,
        attribute.column,
        attribute.parts,
        meaning);
  }

  /** The attribute with what stands for its value where objects of two boots are matched by it. */
  public static <T> Attribute<T> acrossBoots(Function<T, ?> acrossBoots, Attribute<T> attribute) {
    return new Attribute<>(
        attribute.name,
        attribute.type,
        attribute.value,
        acrossBoots,
        attribute.roles,
        attribute.column,
        attribute.parts,
        attribute.meaning);
  }

  private Attribute<T> withColumn(Column<T> shown) {
    return new Attribute<>(
        name, type, value, acrossBoots, roles, Optional.of(shown), parts, meaning);
  }

  private Attribute<T> withParts(List<? extends Attribute<?>> elements) {
    return new Attribute<>(name, type, value, acrossBoots, roles, column, elements, meaning);
  }

  /** The same fact of a whole that the object is a part of. */
  public <U> Attribute<U> of(Function<U, T> part) {
    return new Attribute<>(
        name,
        type,
        value.compose(part),
        acrossBoots.compose(part),
        roles,
        column.map(
            shown -> new Column<U>(shown.heading(), shown.cell().map(cell -> cell.compose(part)))),
        parts,
        meaning);
  }

  /** The name in text: {@code parentId} is {@code parent id}. */
  public String words() {
    return words(name);
  }

  static String words(String name) {
    return name.replaceAll("(\\p{Lower})(\\p{Upper})", "$1 $2").toLowerCase(Locale.ROOT);
  }

  public boolean isColumnOnly() {
    return name.isEmpty();
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  /** Whether two objects are known to have different values. An unknown one differs from none. */
  public boolean differs(T first, T second) {
    return differ(value.apply(first), value.apply(second));
  }

  /** The same of two values; an empty {@code Optional} is unknown. */
  public static boolean differ(Object first, Object second) {
    return !first.equals(second)
        && !first.equals(Optional.empty())
        && !second.equals(Optional.empty());
  }

  /** An attribute is declared once, so that none is equal to it but itself. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
