package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.page.PageOwnerTotals;
import org.kexshot.diff.page.PageTotals;

/**
 * How pages differ, as text and as JSON: frame by frame or, where frames of the two images do not
 * correspond, by what pages hold, wherever they lie.
 */
final class PagesText {
  private PagesText() {}

  static void print(PrintWriter out, ImageDifference difference) {
    boolean byFrame = difference.relation().framesCorrespond();
    out.println();
    out.println(
        "pages   "
            + counts(difference.pages(), byFrame).stream()
                .filter(count -> !count.isEmpty())
                .collect(Collectors.joining(", ")));
    notes(difference.pages(), byFrame).forEach(note -> out.println("        " + note));
    TextTable table =
        byFrame
            ? new TextTable("OWNER", ">CHANGED", ">APPEARED", ">VANISHED")
            : new TextTable("OWNER", ">ONLY AFTER", ">ONLY BEFORE");
    for (PageOwnerTotals owner : difference.owners()) {
      List<String> cells = new ArrayList<>(List.of(owner.owner().words()));
      if (byFrame) {
        cells.add(Text.count(owner.changed()));
      }
      cells.add(Text.count(owner.appeared()));
      cells.add(Text.count(owner.vanished()));
      table.row(cells.toArray());
    }
    if (!table.isEmpty()) {
      table.print(out, "        ");
    }
  }

  private static List<String> counts(PageTotals pages, boolean byFrame) {
    String unknown =
        pages.unknown() == 0 ? "" : "%s unknown".formatted(Text.count(pages.unknown()));
    return byFrame
        ? List.of(
            Text.count(pages.changed()) + " changed",
            Text.count(pages.appeared()) + " appeared",
            Text.count(pages.vanished()) + " vanished",
            Text.count(pages.same()) + " the same",
            unknown)
        : List.of(
            Text.count(pages.same()) + " in both, wherever they lie",
            Text.count(pages.appeared()) + " only after",
            Text.count(pages.vanished()) + " only before",
            unknown);
  }

  private static List<String> notes(PageTotals pages, boolean byFrame) {
    List<String> notes = new ArrayList<>();
    if (!byFrame) {
      notes.add(
          "page frames of different boots do not correspond: pages are matched by what they hold,"
              + " so far as both images keep it");
      return notes;
    }
    if (pages.appeared() + pages.vanished() > 0) {
      notes.add(
          "appeared and vanished pages were excluded from the other image, so what they held there"
              + " is unknown");
    }
    if (pages.unknown() > 0) {
      notes.add("unknown pages were excluded from both images, or could not be read in one");
    }
    return notes;
  }

  static void json(JsonGenerator json, ImageDifference difference) throws IOException {
    PageTotals pages = difference.pages();
    json.writeObjectFieldStart("pages");
    json.writeStringField(
        "matchedBy", difference.relation().framesCorrespond() ? "frame" : "contents");
    json.writeNumberField("same", pages.same());
    json.writeNumberField("changed", pages.changed());
    json.writeNumberField("appeared", pages.appeared());
    json.writeNumberField("vanished", pages.vanished());
    json.writeNumberField("unknown", pages.unknown());
    Json.array(json, "owners", difference.owners(), PagesText::owner);
    json.writeEndObject();
  }

  private static void owner(JsonGenerator json, PageOwnerTotals owner) throws IOException {
    json.writeStartObject();
    json.writeStringField("owner", owner.owner().name());
    json.writeNumberField("changed", owner.changed());
    json.writeNumberField("appeared", owner.appeared());
    json.writeNumberField("vanished", owner.vanished());
    json.writeEndObject();
  }
}
