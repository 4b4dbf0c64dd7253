package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;

/** A list of what was read from an image, which programs can take item by item. */
public interface ListView extends ImageView {
  /** Writes a line of names, and a line of values for each item (RFC 4180). */
  void csv(PrintWriter out);

  @Override
  default boolean isList() {
    return true;
  }

  @Override
  void lines(JsonGenerator json) throws IOException;
}
