package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.kind.Listing;

/**
 * What is shown of a kind of object, in order: the columns of a line of text and the members of a
 * JSON object. Declared once; lists and comparisons show it alike.
 *
 * @param name of many of them, the name of their array in JSON
 */
public record ObjectTable<T>(String name, List<Field<T>> fields) {
  /** What a reader found, as a command's result. */
  public ImageView view(Listing<T> listing) {
    return new ListingView<>(this, listing);
  }

  public String[] headings() {
    return fields.stream().filter(Field::isColumn).map(Field::heading).toArray(String[]::new);
  }

  public Object[] cells(T item) {
    return fields.stream()
        .filter(Field::isColumn)
        .map(field -> Text.cell(field.cell().apply(item)))
        .toArray();
  }

  /** Prints items under headings, a line each. */
  public void print(PrintWriter out, List<T> items) {
    TextTable lines = new TextTable(headings());
    items.forEach(item -> lines.row(cells(item)));
    lines.print(out, "");
  }

  public JsonObject json(T item) {
    return json -> {
      for (Field<T> field : fields) {
        if (field.isMember()) {
          Json.member(json, field.key(), field.value().apply(item));
        }
      }
    };
  }

  /** Writes an array of items. */
  public void writeArray(JsonGenerator json, String arrayName, List<T> items) throws IOException {
    Json.array(json, arrayName, items, (generator, item) -> Json.value(generator, json(item)));
  }
}
