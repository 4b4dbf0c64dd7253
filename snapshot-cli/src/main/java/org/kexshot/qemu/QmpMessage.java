package org.kexshot.qemu;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A line of QEMU's machine protocol. Of one that QEMU sent, each value is found by its JSON pointer
 * (RFC 6901), such as {@code /return/status}.
 */
public final class QmpMessage {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String RETURN = "/return";
  private static final String ERROR = "/error";
  private static final String EVENT = "/event";
  private static final String ID = "/id";
  private static final String SECONDS = "/timestamp/seconds";
  private static final String MICROSECONDS = "/timestamp/microseconds";

  /** Values as text; objects and arrays are empty. */
  private final Map<String, String> values;

  private QmpMessage(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a line.
   *
   * @throws IOException if it is no JSON
   */
  static QmpMessage read(String line) throws IOException {
    Map<String, String> values = new HashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isScalarValue() || token.isStructStart()) {
          String pointer = parser.getParsingContext().pathAsPointer().toString();
          values.put(pointer, token.isScalarValue() ? parser.getText() : "");
        }
      }
    }
    return new QmpMessage(values);
  }

  /**
   * The line that asks for a command.
   *
   * @param id which QEMU's answer will carry
   * @param arguments texts, numbers and truth values by name
   */
  static String request(long id, String command, Map<String, Object> arguments) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("execute", command);
      json.writeNumberField("id", id);
      json.writeObjectFieldStart("arguments");
      for (Map.Entry<String, Object> argument : arguments.entrySet()) {
        json.writePOJOField(argument.getKey(), argument.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return line.toString();
  }

  /** Whether it answers a command; else it is an event or the greeting. */
  boolean isAnswer() {
    return values.containsKey(RETURN) || values.containsKey(ERROR);
  }

  /**
   * Whether it answers that request. QEMU gives no number where it could not read the request, so
   * that an answer without one is taken for it.
   */
  boolean answers(long id) {
    return isAnswer() && values.getOrDefault(ID, Long.toString(id)).equals(Long.toString(id));
  }

  /** The name of the event that it tells of, such as {@code STOP}; empty if it is none. */
  public Optional<String> event() {
    return Optional.ofNullable(values.get(EVENT));
  }

  /** When an event happened, by the host's clock; empty where QEMU did not know. */
  public Optional<Instant> happened() {
    OptionalLong seconds = numberAt(SECONDS);
    return seconds.isPresent() && seconds.getAsLong() >= 0
        ? Optional.of(
            Instant.ofEpochSecond(seconds.getAsLong())
                .plus(numberAt(MICROSECONDS).orElse(0), ChronoUnit.MICROS))
        : Optional.empty();
  }

  private OptionalLong numberAt(String pointer) {
    String text = values.getOrDefault(pointer, "");
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** A number of what the command returned; empty if there is none at that pointer. */
  OptionalLong number(String pointer) {
    return numberAt(RETURN + pointer);
  }

  /** In QEMU's own words, why it refused. */
  Optional<String> refusal() {
    return values.containsKey(ERROR)
        ? Optional.of(values.getOrDefault(ERROR + "/desc", ""))
        : Optional.empty();
  }

  /**
   * A value of what the command returned.
   *
   * @param pointer within it, such as {@code /status}; empty for the whole, if that is one value
   * @throws QemuException if it is not there
   */
  public String returned(String pointer) throws QemuException {
    String value = values.get(RETURN + pointer);
    if (value == null) {
      throw new QemuException("QEMU returned no " + pointer + ": " + values);
    }
    return value;
  }
}
