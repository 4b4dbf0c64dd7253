package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.kexshot.kernel.typing.SpelledType;

/** A type of the kernel's data, and how sure it is. */
public final class TypingText {
  private TypingText() {}

  /** {@code "struct dentry (by name)"}; empty for an unknown type. */
  public static String of(Optional<SpelledType> typing) {
    return typing
        .map(
            type ->
                type.certainty().words().isEmpty()
                    ? type.spelled()
                    : "%s (%s)".formatted(type.spelled(), type.certainty().words()))
        .orElse("");
  }

  /** The members {@code type} and {@code typeKnownBy}; none for an unknown type. */
  public static void json(JsonGenerator json, Optional<SpelledType> typing) throws IOException {
    if (typing.isPresent()) {
      json.writeStringField("type", typing.get().spelled());
      json.writeStringField(
          "typeKnownBy", typing.get().certainty().name().toLowerCase(Locale.ROOT));
    }
  }
}
