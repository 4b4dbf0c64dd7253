package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** Objects of several kinds of one image, a table each. */
public record ListingsView(List<ListView> listings) implements ListView {
  public ListingsView {
    listings = List.copyOf(listings);
  }

  @Override
  public void text(PrintWriter out) {
    String gap = "";
    for (ListView listing : listings) {
      out.print(gap);
      listing.text(out);
      gap = System.lineSeparator();
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    for (ListView listing : listings) {
      listing.found(json);
    }
  }

  @Override
  public void lines(JsonGenerator json) throws IOException {
    for (ListView listing : listings) {
      listing.lines(json);
    }
  }

  @Override
  public void csv(PrintWriter out) {
    String gap = "";
    for (ListView listing : listings) {
      out.print(gap);
      listing.csv(out);
      gap = System.lineSeparator();
    }
  }

  @Override
  public List<String> problems() {
    return listings.stream().flatMap(listing -> listing.problems().stream()).toList();
  }
}
