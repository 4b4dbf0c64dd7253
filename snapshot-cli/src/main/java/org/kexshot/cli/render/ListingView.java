package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.kind.Listing;

/**
 * Objects of one image.
 *
 * @param detailed whether text has a block of lines for each, in place of a line
 */
public record ListingView<T>(ObjectTable<T> table, Listing<T> listing, boolean detailed)
    implements ListView {
  @Override
  public void text(PrintWriter out) {
    if (detailed) {
      table.printDetails(out, listing.items());
    } else {
      table.print(out, listing.items());
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    table.writeArray(json, table.name(), listing.items());
  }

  @Override
  public void lines(JsonGenerator json) throws IOException {
    for (T item : listing.items()) {
      Json.value(json, table.json(item));
    }
  }

  @Override
  public void csv(PrintWriter out) {
    table.printCsv(out, listing.items());
  }

  @Override
  public List<String> problems() {
    return listing.problems();
  }
}
