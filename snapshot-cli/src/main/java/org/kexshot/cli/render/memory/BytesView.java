package org.kexshot.cli.render.memory;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.List;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.inspect.Gap;
import org.kexshot.inspect.MemoryContents;
import org.kexshot.inspect.MemoryRange.Bytes;

/**
 * Bytes of memory, sixteen in a line with the characters that they make, and between them what the
 * image lacks.
 *
 * @param addressBytes how wide addresses are shown
 */
public record BytesView(MemoryContents contents, int addressBytes) implements ImageView {
  private static final int PER_LINE = 16;
  private static final HexFormat HEX = HexFormat.of();

  @Override
  public void text(PrintWriter out) {
    int next = 0;
    for (Bytes part : contents.parts()) {
      while (next < contents.gaps().size()
          && Long.compareUnsigned(contents.gaps().get(next).address(), part.address()) < 0) {
        gap(out, contents.gaps().get(next++));
      }
      for (int at = 0; at < part.bytes().length; ) {
        int inLine = (int) (part.address() + at & PER_LINE - 1);
        int count = Math.min(PER_LINE - inLine, part.bytes().length - at);
        line(out, part, at, inLine, count);
        at += count;
      }
    }
    contents.gaps().subList(next, contents.gaps().size()).forEach(gap -> gap(out, gap));
  }

  private void line(PrintWriter out, Bytes part, int at, int inLine, int count) {
    StringBuilder numbers = new StringBuilder();
    StringBuilder characters = new StringBuilder();
    for (int column = 0; column < PER_LINE; column++) {
      int index = column - inLine;
      boolean there = index >= 0 && index < count;
      byte value = there ? part.bytes()[at + index] : 0;
      numbers.append(column == PER_LINE / 2 ? "  " : " ");
      numbers.append(there ? HEX.toHexDigits(value) : "  ");
      boolean printable = value >= 0x20 && value < 0x7f;
      characters.append(!there ? ' ' : printable ? (char) value : '.');
    }
    long start = part.address() + at - inLine;
    out.println((Text.address(start, addressBytes) + " " + numbers + "  |" + characters + "|"));
  }

  private void gap(PrintWriter out, Gap gap) {
    out.println(
        "%s  %s: %s"
            .formatted(
                Text.address(gap.address(), addressBytes),
                gap.reason().words(),
                Text.count(gap.length(), "byte")));
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    Json.member(json, "address", new Address(contents.address()));
    json.writeNumberField("length", contents.length());
    Json.array(
        json,
        "parts",
        contents.parts(),
        (generator, part) -> {
          generator.writeStartObject();
          Json.member(generator, "address", new Address(part.address()));
          generator.writeStringField("bytes", HEX.formatHex(part.bytes()));
          generator.writeEndObject();
        });
    Json.array(
        json,
        "gaps",
        contents.gaps(),
        (generator, gap) -> {
          generator.writeStartObject();
          Json.member(generator, "address", new Address(gap.address()));
          generator.writeNumberField("length", gap.length());
          generator.writeStringField("reason", gap.reason().name());
          generator.writeEndObject();
        });
  }

  @Override
  public List<String> problems() {
    return contents.gaps().stream().map(gap -> gap.cause().getMessage()).toList();
  }
}
