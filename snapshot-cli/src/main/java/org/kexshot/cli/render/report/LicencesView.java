package org.kexshot.cli.render.report;

import java.io.PrintWriter;
import org.kexshot.cli.render.TextTable;
import org.kexshot.parts.Part;
import org.kexshot.parts.PartList;

/** The parts that the toolkit is made of, a line each: version, licence, and where its text is. */
public record LicencesView(PartList list) {
  /** Writes lines for a terminal. */
  public void text(PrintWriter out) {
    TextTable table = new TextTable("PART", "VERSION", "LICENCE", "TEXT");
    for (Part part : list.parts()) {
      String licence = part.licences().isEmpty() ? "?" : String.join(" or ", part.licences());
      table.row(part.name(), part.version(), licence, list.texts(part));
    }
    table.print(out, "");
  }
}
