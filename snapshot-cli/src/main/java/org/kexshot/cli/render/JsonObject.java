package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The members of a JSON object, without its braces. */
@FunctionalInterface
public interface JsonObject {
  void writeMembers(JsonGenerator json) throws IOException;
}
