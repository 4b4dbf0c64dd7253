package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;

/** A command's result, told to a person or to a program. */
public interface View {
  /** Writes text for a terminal, lines ended. */
  void text(PrintWriter out);

  /** Writes the result's members into an object that the caller has opened. */
  void json(JsonGenerator json) throws IOException;

  /** Whether it has items, each of which is an object for {@link #lines}. */
  default boolean isList() {
    return false;
  }

  /** Writes objects, each of which becomes a line of its own: of a list its items. */
  default void lines(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json(json);
    json.writeEndObject();
  }
}
