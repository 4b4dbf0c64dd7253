package org.kexshot.cli.render.physical;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.Locale;
import org.kexshot.cli.render.View;
import org.kexshot.physical.BiosCall.Answer;
import org.kexshot.physical.Register;

/** Registers and buffer after a call of the BIOS. */
public record BiosAnswerView(Answer answer) implements View {
  private static final int LINE = 16;

  @Override
  public void text(PrintWriter out) {
    StringBuilder line = new StringBuilder();
    for (Register register : Register.values()) {
      line.append(line.isEmpty() ? "" : "  ")
          .append(name(register))
          .append(' ')
          .append(hex(register));
      if (register == Register.EDX || register == Register.EBP || register == Register.FLAGS) {
        out.println(line);
        line.setLength(0);
      }
    }
    out.println(answer.carry() ? "carry is set: the BIOS could not" : "carry is clear");
    byte[] buffer = answer.buffer();
    for (int at = 0; at < buffer.length; at += LINE) {
      int end = Math.min(buffer.length, at + LINE);
      out.println("%04x  %s".formatted(at, HexFormat.ofDelimiter(" ").formatHex(buffer, at, end)));
    }
  }

  private static String name(Register register) {
    return register.name().toLowerCase(Locale.ROOT);
  }

  private String hex(Register register) {
    return "0x%%0%dx".formatted(2 * register.size()).formatted(answer.registers().get(register));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("registers");
    for (Register register : Register.values()) {
      json.writeStringField(name(register), hex(register));
    }
    json.writeEndObject();
    json.writeBooleanField("carry", answer.carry());
    json.writeStringField("buffer", HexFormat.of().formatHex(answer.buffer()));
  }
}
