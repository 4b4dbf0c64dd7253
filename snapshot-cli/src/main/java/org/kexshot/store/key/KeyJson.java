package org.kexshot.store.key;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kexshot.store.file.Sha256;

/**
 * The file of a key as JSON. There is one way only to write a key, and a checksum in it, so that
 * each damaged byte is found without its secret.
 */
final class KeyJson {
  private static final String FORMAT = "kexshot key";
  private static final int VERSION = 1;

  private final JsonFactory json = new JsonFactory();

  byte[] write(WrappedKey key) throws IOException {
    byte[] unsigned = write(key, "");
    return write(key, HexFormat.of().formatHex(Sha256.digest().digest(unsigned)));
  }

  private byte[] write(WrappedKey key, String sha256) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.setPrettyPrinter(new DefaultPrettyPrinter());
      out.writeStartObject();
      out.writeStringField("format", FORMAT);
      out.writeNumberField("version", VERSION);
      out.writeStringField("id", key.id());
      out.writeStringField("created", key.created().toString());
      out.writeStringField("derivation", key.kind().derivation());
      if (key.kind() == Secret.Kind.PASSPHRASE) {
        out.writeNumberField("n", key.cost().n());
        out.writeNumberField("r", key.cost().r());
        out.writeNumberField("p", key.cost().p());
      }
      out.writeStringField("salt", key.salt());
      out.writeStringField("nonce", key.nonce());
      out.writeStringField("wrapped", key.wrapped());
      out.writeStringField("sha256", sha256);
      out.writeEndObject();
      out.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a key. Nothing is derived.
   *
   * @throws IOException if it is not as it was written, or costs more than can be borne
   */
  WrappedKey read(byte[] text) throws IOException {
    Map<String, String> members = members(text);
    if (!FORMAT.equals(members.get("format"))
        || !String.valueOf(VERSION).equals(members.get("version"))) {
      throw new IOException("is no key of version " + VERSION);
    }
    WrappedKey key = key(members);
    if (!Arrays.equals(write(key), text)) {
      throw new IOException("is not as it was written");
    }
    return key;
  }

  private static WrappedKey key(Map<String, String> members) throws IOException {
    try {
      String derivation = members.getOrDefault("derivation", "");
      Secret.Kind kind =
          Arrays.stream(Secret.Kind.values())
              .filter(one -> one.derivation().equals(derivation))
              .findFirst()
              .orElseThrow(() -> new IOException("is derived by an unknown way"));
      ScryptCost cost = ScryptCost.NONE;
      if (kind == Secret.Kind.PASSPHRASE) {
        cost = new ScryptCost(integer(members, "n"), integer(members, "r"), integer(members, "p"));
        cost.require();
      }
      return new WrappedKey(
          members.getOrDefault("id", ""),
          Instant.parse(members.getOrDefault("created", "")),
          kind,
          cost,
          bytes(members, "salt", WrappedKey.SALT),
          bytes(members, "nonce", WrappedKey.NONCE),
          bytes(members, "wrapped", 48));
    } catch (DateTimeException | IllegalArgumentException malformed) {
      throw new IOException("is malformed: " + malformed.getMessage(), malformed);
    }
  }

  private static int integer(Map<String, String> members, String name) {
    return Integer.parseInt(members.getOrDefault(name, ""));
  }

  /** Base 64 of so many bytes. */
  private static String bytes(Map<String, String> members, String name, int length)
      throws IOException {
    String text = members.getOrDefault(name, "");
    int found = Base64.getDecoder().decode(text).length;
    if (found != length) {
      throw new IOException("its %s has %d bytes, expected %d".formatted(name, found, length));
    }
    return text;
  }

  private Map<String, String> members(byte[] text) throws IOException {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = json.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == null || !value.isScalarValue()) {
          throw new IOException("its member \"%s\" is no text or number".formatted(name));
        }
        members.put(name, parser.getText());
      }
    }
    return members;
  }
}
