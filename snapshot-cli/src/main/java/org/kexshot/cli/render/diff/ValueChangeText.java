package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.kexshot.cli.render.ValueText;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.kernel.value.Value;

/** What a place holds in two images. */
public final class ValueChangeText {
  /** Below, a word that could be a pointer is a number. */
  private static final long SMALL = 1_000_000;

  /** Beyond, a number is mostly an address or a set of bits, or will be compared with one. */
  private static final long LARGE = 1L << 46;

  private static final int LONGEST_TEXT = 60;

  private ValueChangeText() {}

  /** {@code "96 -> 128"}. */
  static String of(ValueChange change) {
    return text(change.before()) + " -> " + text(change.after());
  }

  /** A value as people read it. */
  public static String text(Value value) {
    if (value instanceof Value.Pointer pointer
        && pointer.target() >= 0
        && pointer.target() < SMALL) {
      return Long.toString(pointer.target());
    }
    if (value instanceof Value.Scalar number
        && (number.value() > LARGE || number.value() < -LARGE)) {
      return "0x" + Long.toHexString(number.value());
    }
    String text = ValueText.of(value);
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
  }

  static void json(JsonGenerator json, ValueChange change) throws IOException {
    json.writeStartObject();
    json.writeStringField("member", change.path());
    json.writeNumberField("offset", change.offset());
    json.writeStringField("before", ValueText.of(change.before()));
    json.writeStringField("after", ValueText.of(change.after()));
    json.writeEndObject();
  }
}
