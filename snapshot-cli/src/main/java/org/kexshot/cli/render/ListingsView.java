package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** Objects of several kinds of one image, a table each. */
public record ListingsView(List<ImageView> listings) implements ImageView {
  public ListingsView {
    listings = List.copyOf(listings);
  }

  @Override
  public void text(PrintWriter out) {
    String gap = "";
    for (ImageView listing : listings) {
      out.print(gap);
      listing.text(out);
      gap = System.lineSeparator();
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    for (ImageView listing : listings) {
      listing.found(json);
    }
  }

  @Override
  public List<String> problems() {
    return listings.stream().flatMap(listing -> listing.problems().stream()).toList();
  }
}
