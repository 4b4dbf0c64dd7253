package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.AttributeType;
import org.kexshot.kind.Column;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Shows objects by their attributes: the columns of a line of text, and the members of a JSON
 * object.
 *
 * @param name of many of them, the name of their array in JSON
 */
public record ObjectTable<T>(String name, List<Attribute<T>> attributes) {
  /** The table of a kind. */
  public static <T> ObjectTable<T> of(ObjectKind<T> kind) {
    return new ObjectTable<>(kind.plural(), kind.attributes());
  }

  /** What a reader found, as a command's result: a line of text for each. */
  public ListView view(Listing<T> listing) {
    return new ListingView<>(this, listing, false);
  }

  /** The same with all attributes of each in a block of lines; JSON has them either way. */
  public ListView details(Listing<T> listing) {
    return new ListingView<>(this, listing, true);
  }

  /** The same table with other text in the column of one attribute. */
  public ObjectTable<T> withCell(String attributeName, Function<T, ?> cell) {
    return new ObjectTable<>(
        name,
        attributes.stream()
            .map(
                attribute ->
                    attribute.name().equals(attributeName)
                        ? Attribute.column(
                            attribute.column().orElseThrow().heading(), cell, attribute)
                        : attribute)
            .toList());
  }

  /** Names that {@link #only} takes. */
  public List<String> columns() {
    return attributes.stream()
        .filter(attribute -> !attribute.isColumnOnly())
        .map(Attribute::name)
        .toList();
  }

  /**
   * The same table with these of its attributes alone, in this order, each of which has a column.
   *
   * @param names those that the table does not have are passed over
   */
  public ObjectTable<T> only(List<String> names) {
    List<Attribute<T>> chosen = new ArrayList<>();
    for (String asked : names) {
      attributes.stream()
          .filter(attribute -> attribute.name().equals(asked))
          .map(ObjectTable::withColumn)
          .forEach(chosen::add);
    }
    return new ObjectTable<>(name, chosen);
  }

  private static <T> Attribute<T> withColumn(Attribute<T> attribute) {
    return attribute.column().isPresent()
        ? attribute
        : Attribute.column(
            attribute.words().toUpperCase(Locale.ROOT), item -> detail(attribute, item), attribute);
  }

  public String[] headings() {
    return attributes.stream()
        .flatMap(attribute -> attribute.column().stream())
        .map(Column::heading)
        .toArray(String[]::new);
  }

  /** The text of each column, in the order of {@link #headings}. */
  public String[] cells(T item) {
    return attributes.stream()
        .filter(attribute -> attribute.column().isPresent())
        .map(attribute -> text(attribute, item))
        .toArray(String[]::new);
  }

  /** The text of an attribute with a column. */
  public String cell(Attribute<T> attribute, T item) {
    return text(attribute, item);
  }

  private static <T> String text(Attribute<T> attribute, T item) {
    Optional<Function<T, ?>> forPeople = attribute.column().flatMap(Column::cell);
    return forPeople.isPresent()
        ? Text.cell(forPeople.get().apply(item))
        : typed(attribute.type(), attribute.value().apply(item));
  }

  private static String typed(AttributeType type, Object value) {
    if (value instanceof Optional<?> perhaps) {
      return perhaps.map(known -> typed(type, known)).orElse("");
    }
    return switch (type) {
      case ADDRESS -> new Address((Long) value).toString();
      case BYTES -> Text.size((Long) value);
      case PAGES -> Text.pages((Long) value);
      case DURATION -> Text.sinceBoot((Long) value);
      default -> Text.cell(value);
    };
  }

  /** Prints a block of lines for each item: all attributes, those without a column too. */
  public void printDetails(PrintWriter out, List<T> items) {
    String gap = "";
    for (T item : items) {
      out.print(gap);
      Attribute<T> first = attributes.get(0);
      TextTable facts = new TextTable(first.words(), detail(first, item));
      for (Attribute<T> attribute : attributes.subList(1, attributes.size())) {
        facts.row(attribute.words(), detail(attribute, item));
      }
      facts.print(out, "");
      gap = System.lineSeparator();
    }
  }

  private static <T> String detail(Attribute<T> attribute, T item) {
    return attribute.parts().isEmpty() || attribute.column().isPresent()
        ? text(attribute, item)
        : Text.cell(parts(attribute, attribute.value().apply(item)));
  }

  /** Objects within an item, the values of each with blanks between. */
  private static List<String> parts(Attribute<?> attribute, Object value) {
    if (value instanceof Optional<?> perhaps) {
      return perhaps.map(known -> parts(attribute, known)).orElse(List.of());
    }
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    return items.stream().map(item -> part(attribute, item)).toList();
  }

  @SuppressWarnings("unchecked")
  private static String part(Attribute<?> attribute, Object item) {
    return ((List<Attribute<Object>>) attribute.parts())
        .stream().map(part -> text(part, item)).collect(Collectors.joining(" "));
  }

  /** Prints items under headings, a line each. */
  public void print(PrintWriter out, List<T> items) {
    TextTable lines = new TextTable(headings());
    items.forEach(item -> lines.row((Object[]) cells(item)));
    lines.print(out, "");
  }

  /** Prints the names of the attributes, and a line of values for each item. */
  public void printCsv(PrintWriter out, List<T> items) {
    Csv.print(out, columns());
    for (T item : items) {
      Csv.print(
          out,
          attributes.stream()
              .filter(attribute -> !attribute.isColumnOnly())
              .map(attribute -> plain(attribute, attribute.value().apply(item)))
              .toList());
    }
  }

  /** As in JSON: numbers without units, instants to their last digit. */
  private static String plain(Attribute<?> attribute, Object value) {
    if (value instanceof Optional<?> perhaps) {
      return perhaps.map(known -> plain(attribute, known)).orElse("");
    }
    return switch (attribute.type()) {
      case ADDRESS -> new Address((Long) value).toString();
      case OBJECT, OBJECTS -> Text.cell(parts(attribute, value));
      default -> value instanceof List<?> ? Text.cell(value) : value.toString();
    };
  }

  public JsonObject json(T item) {
    return json -> writeMembers(json, attributes, item);
  }

  /** Writes an array of items. */
  public void writeArray(JsonGenerator json, String arrayName, List<T> items) throws IOException {
    Json.array(json, arrayName, items, (generator, item) -> Json.value(generator, json(item)));
  }

  private static <T> void writeMembers(JsonGenerator json, List<Attribute<T>> attributes, T item)
      throws IOException {
    for (Attribute<T> attribute : attributes) {
      if (!attribute.isColumnOnly()) {
        writeMember(json, attribute, attribute.value().apply(item));
      }
    }
  }

  private static void writeMember(JsonGenerator json, Attribute<?> attribute, Object value)
      throws IOException {
    if (value instanceof Optional<?> perhaps) {
      if (perhaps.isPresent()) {
        writeMember(json, attribute, perhaps.get());
      }
      return;
    }
    Json.member(
        json,
        attribute.name(),
        switch (attribute.type()) {
          case ADDRESS -> new Address((Long) value);
          case OBJECT -> part(attribute.parts(), value);
          case OBJECTS ->
              ((List<?>) value).stream().map(item -> part(attribute.parts(), item)).toList();
          default -> value;
        });
  }

  /** An object within another; an attribute's parts are of the type of its value. */
  @SuppressWarnings("unchecked")
  private static JsonObject part(List<? extends Attribute<?>> parts, Object item) {
    return json -> writeMembers(json, (List<Attribute<Object>>) parts, item);
  }
}
