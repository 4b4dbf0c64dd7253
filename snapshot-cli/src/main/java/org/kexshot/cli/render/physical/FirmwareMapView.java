package org.kexshot.cli.render.physical;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.View;
import org.kexshot.physical.FirmwareMap;

/** The BIOS's map of memory. */
public record FirmwareMapView(FirmwareMap map) implements View {
  @Override
  public void text(PrintWriter out) {
    TextTable table = new TextTable(">START", ">END", ">SIZE", "KIND");
    for (FirmwareMap.Entry entry : map.entries()) {
      table.row(
          "0x" + Long.toHexString(entry.start()),
          "0x" + Long.toHexString(entry.start() + entry.length()),
          Text.size(entry.length()),
          entry.kind());
    }
    table.print(out, "");
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    Json.array(
        json,
        "entries",
        map.entries(),
        (generator, entry) -> {
          generator.writeStartObject();
          generator.writeStringField("start", "0x" + Long.toHexString(entry.start()));
          generator.writeNumberField("bytes", entry.length());
          generator.writeNumberField("type", entry.type());
          generator.writeStringField("kind", entry.kind());
          generator.writeNumberField("attributes", entry.attributes());
          generator.writeEndObject();
        });
  }
}
