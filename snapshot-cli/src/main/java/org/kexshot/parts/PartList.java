package org.kexshot.parts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The toolkit's list of its parts, {@code bom.json}: a bill of materials as <a
 * href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a> has it. The texts of a part's
 * licence lie in {@code licences/NAME}.
 *
 * @param toolkit the toolkit's directory
 * @param parts in the order of the list
 */
public record PartList(Path toolkit, List<Part> parts) {
  private static final String FILE = "bom.json";
  private static final String TEXTS = "licences";

  public PartList {
    parts = List.copyOf(parts);
  }

  /**
   * Reads the list of a toolkit.
   *
   * @throws NoSuchFileException if it has none: it was not built whole
   * @throws IOException if it cannot be read, or is no such list
   */
  public static PartList of(Path toolkit) throws IOException {
    Path file = toolkit.resolve(FILE);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
      return new PartList(toolkit, components(json));
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: no list of parts: at byte %d %s; install or build the toolkit again"
              .formatted(file, e.getLocation().getByteOffset(), e.getOriginalMessage()),
          e);
    }
  }

  /** Where the texts of a part's licence lie; a directory. */
  public Path texts(Part part) {
    return toolkit.resolve(TEXTS).resolve(part.name());
  }

  private static List<Part> components(JsonParser json) throws IOException {
    List<Part> parts = new ArrayList<>();
    boolean isFound = false;
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new JsonParseException(json, "an object was expected");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isList = json.currentName().equals("components");
      json.nextToken();
      if (isList) {
        isFound = true;
        while (json.nextToken() == JsonToken.START_OBJECT) {
          parts.add(part(json));
        }
      } else {
        json.skipChildren();
      }
    }
    if (!isFound) {
      throw new JsonParseException(json, "the object has no \"components\"");
    }
    return parts;
  }

  private static Part part(JsonParser json) throws IOException {
    String name = "";
    String version = "";
    List<String> licences = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = json.getText();
        case "version" -> version = json.getText();
        case "licenses" -> {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            addLicences(json, licences);
          }
        }
        default -> json.skipChildren();
      }
    }
    return new Part(name, version, licences);
  }

  /** An object with {@code expression}, or with {@code license} and in it an id or a name. */
  private static void addLicences(JsonParser json, List<String> licences) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      boolean says = field.equals("expression") || field.equals("id") || field.equals("name");
      if (value == JsonToken.VALUE_STRING && says) {
        licences.add(json.getText());
      } else if (field.equals("license") && value == JsonToken.START_OBJECT) {
        addLicences(json, licences);
      } else {
        json.skipChildren();
      }
    }
  }
}
