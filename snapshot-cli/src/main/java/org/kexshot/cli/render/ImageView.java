package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** What was read from an image, part of which may be damaged or excluded. */
public interface ImageView extends View {
  /** Writes the members that tell what was read. */
  void found(JsonGenerator json) throws IOException;

  /** A sentence for each thing that could not be read, so that it is missing from the view. */
  List<String> problems();

  @Override
  default void json(JsonGenerator json) throws IOException {
    found(json);
    Json.texts(json, "problems", problems());
  }
}
