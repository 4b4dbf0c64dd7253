package org.kexshot.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as plain data: maps, lists, texts, numbers, truth values and null. */
final class JsonData {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonData() {}

  static byte[] bytes(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      write(value, json);
    }
    return bytes.toByteArray();
  }

  private static void write(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(entry.getKey().toString());
        write(entry.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        write(each, json);
      }
      json.writeEndArray();
    } else {
      json.writePOJO(value);
    }
  }

  /**
   * Reads an object.
   *
   * @throws IOException if it is not JSON, or not an object
   */
  static Map<String, Object> read(byte[] bytes) throws IOException {
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      return object(parser);
    }
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("JSON ends within an object");
    };
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> array = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == null) {
        throw new IOException("JSON ends within an array");
      }
      array.add(value(parser));
    }
    return array;
  }

  /** A member, by the names on the way to it; null if it is not there. */
  static Object at(Object object, String... path) {
    Object at = object;
    for (String name : path) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at;
  }

  /** A list of objects at a place; none if it is not there. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> objects(Object object, String... path) {
    return at(object, path) instanceof List<?> list
        ? list.stream().map(each -> (Map<String, Object>) each).toList()
        : List.of();
  }

  /** An object at a place. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object object, String... path) {
    return at(object, path) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** A whole number at a place; 0 if it is not there. */
  static long number(Object object, String... path) {
    return at(object, path) instanceof Number number ? number.longValue() : 0;
  }

  /** A text at a place; empty if it is not there. */
  static String text(Object object, String... path) {
    Object found = at(object, path);
    return found == null ? "" : found.toString();
  }
}
