package org.kexshot.store.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object as read, whose members are asked for by name and kind. Jackson's streaming parser
 * alone is used: data binding takes longer to load than a manifest to read, by much on the slow
 * machines that take snapshots.
 */
final class JsonObject {
  private final Map<String, Object> members;

  private JsonObject(Map<String, Object> members) {
    this.members = members;
  }

  /** Reads an object whose opening brace is the parser's current token. */
  static JsonObject read(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException("expected a JSON object, found " + parser.currentToken());
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return new JsonObject(members);
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("the JSON text ends early");
    }
    return switch (token) {
      case START_OBJECT -> read(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NULL -> Optional.empty();
      default -> throw new IOException("unexpected JSON " + token);
    };
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return elements;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  String text(String name) throws IOException {
    return member(name, String.class);
  }

  Optional<String> optionalText(String name) throws IOException {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  long number(String name) throws IOException {
    return member(name, Long.class);
  }

  int integer(String name) throws IOException {
    long value = number(name);
    if (value != (int) value) {
      throw new IOException("member \"%s\" is out of range: %d".formatted(name, value));
    }
    return (int) value;
  }

  JsonObject object(String name) throws IOException {
    return member(name, JsonObject.class);
  }

  List<JsonObject> objects(String name) throws IOException {
    List<JsonObject> objects = new ArrayList<>();
    for (Object element : member(name, List.class)) {
      if (!(element instanceof JsonObject object)) {
        throw new IOException("member \"%s\" holds something else than objects".formatted(name));
      }
      objects.add(object);
    }
    return objects;
  }

  /** The members, all of which must be strings. */
  Map<String, String> texts() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : members.keySet()) {
      texts.put(name, text(name));
    }
    return texts;
  }

  /** The members, all of which must be whole numbers. */
  Map<String, Long> numbers() throws IOException {
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (String name : members.keySet()) {
      numbers.put(name, number(name));
    }
    return numbers;
  }

  private <T> T member(String name, Class<T> kind) throws IOException {
    Object value = members.get(name);
    if (!kind.isInstance(value)) {
      throw new IOException(
          "member \"%s\" is %s, expected %s"
              .formatted(
                  name,
                  value == null ? "missing" : value.getClass().getSimpleName(),
                  kind.getSimpleName()));
    }
    return kind.cast(value);
  }
}
