package org.kexshot.cli.render.physical;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.View;
import org.kexshot.physical.BiosDisks;

/** What the BIOS says of its disks. */
public record BiosDisksView(BiosDisks bios) implements View {
  @Override
  public void text(PrintWriter out) {
    if (bios.disks().isEmpty()) {
      out.println("The BIOS has no disk with enhanced disk drive services.");
      return;
    }
    TextTable table = new TextTable("DISK", "EDD", ">SECTORS", ">BYTES EACH", ">SIZE", "BUS");
    for (BiosDisks.Disk disk : bios.disks()) {
      table.row(
          "0x" + Integer.toHexString(disk.number()),
          "0x" + Integer.toHexString(disk.version()),
          known(disk) ? disk.sectors() : "unknown, error 0x" + Integer.toHexString(disk.error()),
          known(disk) ? disk.bytesPerSector() : "",
          known(disk) ? Text.size(disk.sectors() * disk.bytesPerSector()) : "",
          (disk.bus() + " " + disk.attachment()).strip());
    }
    table.print(out, "");
  }

  /** Whether the BIOS told its parameters. */
  private static boolean known(BiosDisks.Disk disk) {
    return disk.error() == 0;
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    Json.array(
        json,
        "disks",
        bios.disks(),
        (generator, disk) -> {
          generator.writeStartObject();
          generator.writeNumberField("number", disk.number());
          generator.writeNumberField("version", disk.version());
          generator.writeNumberField("error", disk.error());
          if (known(disk)) {
            generator.writeNumberField("sectors", disk.sectors());
            generator.writeNumberField("bytesPerSector", disk.bytesPerSector());
            generator.writeStringField("bus", disk.bus());
            generator.writeStringField("attachment", disk.attachment());
          }
          generator.writeEndObject();
        });
  }
}
