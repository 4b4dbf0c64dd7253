package org.kexshot.cli.render.memory;

import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.columnOnly;
import static org.kexshot.kind.Attribute.number;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.kind.Attribute;
import org.kexshot.owner.OwnerTotals.Total;

/**
 * How many pages each file, process, cache and so on has.
 *
 * @param totals most pages first
 * @param limit lines of text; JSON has all
 */
public record OwnerNamesView(List<Total> totals, int limit, List<String> problems)
    implements ImageView {
  private static final ObjectTable<Total> OWNERS =
      new ObjectTable<>(
          "owners",
          List.of(
              column(">PAGES", total -> Text.count(total.pages()), number("pages", Total::pages)),
              columnOnly(">SIZE", total -> Text.pages(total.pages())),
              column(
                  "OWNER",
                  total -> total.owner().kind().words(),
                  Attribute.text("owner", total -> total.owner().kind())),
              column("NAME", Attribute.text("name", total -> total.owner().name()))));

  @Override
  public void text(PrintWriter out) {
    int shown = Math.min(limit, totals.size());
    OWNERS.print(out, totals.subList(0, shown));
    if (shown < totals.size()) {
      out.println("and %s more; --limit 0 shows all".formatted(Text.count(totals.size() - shown)));
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    OWNERS.writeArray(json, OWNERS.name(), totals);
  }
}
