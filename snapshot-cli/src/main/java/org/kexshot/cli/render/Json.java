package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.PhysicalRange;

/** Writes facts as JSON; {@link #value} says which there are. */
public final class Json {
  /** Writes one item of an array. */
  @FunctionalInterface
  public interface Writer<T> {
    void write(JsonGenerator json, T item) throws IOException;
  }

  private Json() {}

  public static <T> void array(JsonGenerator json, String name, List<T> items, Writer<T> writer)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T item : items) {
      writer.write(json, item);
    }
    json.writeEndArray();
  }

  public static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
    array(json, name, texts, JsonGenerator::writeString);
  }

  /** Writes physical addresses of ranges, which fit a number. */
  public static void ranges(JsonGenerator json, String name, List<PhysicalRange> ranges)
      throws IOException {
    array(
        json,
        name,
        ranges,
        (generator, range) -> {
          generator.writeStartObject();
          generator.writeNumberField("start", range.start());
          generator.writeNumberField("end", range.end());
          generator.writeEndObject();
        });
  }

  /** Writes a member, or nothing for an empty {@code Optional}. */
  public static void member(JsonGenerator json, String name, Object value) throws IOException {
    if (value instanceof Optional<?> perhaps) {
      if (perhaps.isPresent()) {
        member(json, name, perhaps.get());
      }
      return;
    }
    json.writeFieldName(name);
    value(json, value);
  }

  public static void value(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        value(json, item);
      }
      json.writeEndArray();
    } else if (value instanceof JsonObject object) {
      json.writeStartObject();
      object.writeMembers(json);
      json.writeEndObject();
    } else {
      json.writeString(value.toString());
    }
  }
}
