package org.kexshot.store.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.store.file.Sha256;

/**
 * What was said of a snapshot after it was added, in place of what its manifest says, which is
 * never changed.
 *
 * <p>As a file: a line of JSON with {@code format} "kexshot note", {@code version} 1, {@code note}
 * and {@code tags}, and a line with the SHA-256 of that line without its line feed, for no manifest
 * vouches for it.
 *
 * @param note free text
 * @param tags the user's keys and values
 */
public record Annotation(String note, Map<String, String> tags) {
  private static final String FORMAT = "kexshot note";
  private static final int VERSION = 1;
  private static final JsonFactory JSON = new JsonFactory();

  public Annotation {
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** What is said of a snapshot now. */
  public static Annotation of(Snapshot snapshot) {
    SnapshotDescription said = snapshot.manifest().description();
    return new Annotation(said.note(), said.tags());
  }

  /** As a file. */
  byte[] bytes() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("format", FORMAT);
      out.writeNumberField("version", VERSION);
      out.writeStringField("note", note);
      out.writeObjectFieldStart("tags");
      for (Map.Entry<String, String> tag : tags.entrySet()) {
        out.writeStringField(tag.getKey(), tag.getValue());
      }
      out.writeEndObject();
      out.writeEndObject();
    }
    String hash = HexFormat.of().formatHex(Sha256.digest().digest(line.toByteArray()));
    line.write(("\n" + hash + "\n").getBytes(StandardCharsets.US_ASCII));
    return line.toByteArray();
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is not as it was written; the message says what is wrong with it
   */
  static Annotation read(byte[] bytes) throws IOException {
    int end = bytes.length - 2 * Sha256.LENGTH - 2;
    if (end < 0) {
      throw new IOException("is cut short");
    }
    byte[] line = Arrays.copyOf(bytes, end);
    String hash = HexFormat.of().formatHex(Sha256.digest().digest(line));
    byte[] expected = ("\n" + hash + "\n").getBytes(StandardCharsets.US_ASCII);
    if (!Arrays.equals(expected, Arrays.copyOfRange(bytes, end, bytes.length))) {
      throw new IOException("the SHA-256 of its text is " + hash);
    }
    try (JsonParser parser = JSON.createParser(line)) {
      parser.nextToken();
      JsonObject object = JsonObject.read(parser);
      if (!object.text("format").equals(FORMAT) || object.number("version") != VERSION) {
        throw new IOException("is no note of version " + VERSION);
      }
      return new Annotation(object.text("note"), object.object("tags").texts());
    }
  }
}
