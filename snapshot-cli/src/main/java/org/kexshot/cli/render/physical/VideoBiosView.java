package org.kexshot.cli.render.physical;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.View;
import org.kexshot.physical.VideoBios;

/** What a video BIOS says of itself and its modes. */
public record VideoBiosView(VideoBios bios) implements View {
  @Override
  public void text(PrintWriter out) {
    out.println(
        "VBE %s, %s of video memory, %s"
            .formatted(
                bios.version(), Text.size(bios.memory()), Text.count(bios.modes().size(), "mode")));
    TextTable table = new TextTable(">MODE", ">WIDTH", ">HEIGHT", ">BITS", "FRAME BUFFER");
    for (VideoBios.Mode mode : bios.modes()) {
      table.row(
          "0x" + Integer.toHexString(mode.number()),
          mode.width(),
          mode.height(),
          mode.graphics() ? mode.bitsPerPixel() : "text",
          !mode.supported()
              ? "not supported"
              : mode.frameBuffer() == 0 ? "" : "0x" + Long.toHexString(mode.frameBuffer()));
    }
    table.print(out, "");
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("version", bios.version());
    json.writeNumberField("memoryBytes", bios.memory());
    Json.array(
        json,
        "modes",
        bios.modes(),
        (generator, mode) -> {
          generator.writeStartObject();
          generator.writeNumberField("number", mode.number());
          generator.writeNumberField("width", mode.width());
          generator.writeNumberField("height", mode.height());
          generator.writeNumberField("bitsPerPixel", mode.bitsPerPixel());
          generator.writeBooleanField("graphics", mode.graphics());
          generator.writeBooleanField("supported", mode.supported());
          generator.writeStringField("frameBuffer", "0x" + Long.toHexString(mode.frameBuffer()));
          generator.writeNumberField("bytesPerLine", mode.bytesPerLine());
          generator.writeEndObject();
        });
  }
}
