package org.kexshot.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableWriterTest {
  /** C0, DEL, C1, direction marks, separators, zero-width characters and tags. */
  private static final String STEERING =
      "\u001b\u0007\r\u007f\u0085\u009b\u061c\u200b\u200e\u200f\u202a\u202e\u2028\u2029"
          + "\u2066\u2069\ufeff\udb40\udc41\ud800";

  private static final String ESCAPED =
      "\\u001b\\u0007\\u000d\\u007f\\u0085\\u009b\\u061c\\u200b\\u200e\\u200f\\u202a\\u202e"
          + "\\u2028\\u2029\\u2066\\u2069\\ufeff\\udb40\\udc41\\ud800";

  private final StringWriter printed = new StringWriter();
  private final PrintWriter out = PrintableWriter.printer(printed);

  @Test
  void whatSteersATerminalIsEscapedHoweverItIsWritten() {
    out.print("a" + STEERING + "z");
    out.write(0x9b);
    out.append("\u202e");
    out.flush();
    assertThat(printed).hasToString("a" + ESCAPED + "z\\u009b\\u202e");
  }

  @Test
  void linesTabsAndOtherScriptsStay() {
    out.print("\tPrüfung\nשלום 世界 \ud83d\ude00\n");
    out.flush();
    assertThat(printed).hasToString("\tPrüfung\nשלום 世界 \ud83d\ude00\n");
  }

  @Test
  void aLineIsOneLine() {
    assertThat(PrintableWriter.line("x\nkexshot: all is well" + STEERING))
        .isEqualTo("x\\u000akexshot: all is well" + ESCAPED);
  }

  @Property
  void jsonStaysTheSameValue(@ForAll String text) throws IOException {
    StringWriter json = new StringWriter();
    try (JsonGenerator generator =
        new JsonFactory().createGenerator(PrintableWriter.printer(json))) {
      generator.setPrettyPrinter(new DefaultPrettyPrinter());
      generator.writeStartObject();
      generator.writeStringField("text", text + STEERING);
      generator.writeEndObject();
    }
    assertThat(new ObjectMapper().readTree(json.toString()).get("text").textValue())
        .isEqualTo(text + STEERING);
    assertThat(json.toString().codePoints())
        .noneMatch(c -> c != '\n' && Character.getType(c) == Character.CONTROL)
        .noneMatch(c -> Character.getType(c) == Character.FORMAT);
  }
}
