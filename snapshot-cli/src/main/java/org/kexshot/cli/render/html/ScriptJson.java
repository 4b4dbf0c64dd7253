package org.kexshot.cli.render.html;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.kexshot.cli.render.JsonObject;

/**
 * JSON that stands in a {@code script} element: nothing in it can end the element or begin a
 * comment, for {@code <}, {@code >} and {@code &} are escaped, and so is all that is not ASCII.
 */
final class ScriptJson {
  private ScriptJson() {}

  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] ascii = standardAsciiEscapesForJSON();

    Escapes() {
      for (char c : new char[] {'<', '>', '&', '\''}) {
        ascii[c] = ESCAPE_STANDARD;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      return null;
    }
  }

  /** The text of an object. */
  static String of(JsonObject object) {
    StringWriter text = new StringWriter();
    JsonFactory factory =
        new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new Escapes())
            .build();
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.writeStartObject();
      object.writeMembers(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("text is written to memory", impossible);
    }
    return text.toString();
  }
}
