package org.kexshot.cli.render.memory;

import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.columnOnly;
import static org.kexshot.kind.Attribute.number;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.kind.Attribute;
import org.kexshot.owner.OwnerKind;

/** How many pages each kind of owner has. */
public record OwnersView(Map<OwnerKind, Long> pages, List<String> problems) implements ImageView {
  private static final ObjectTable<Map.Entry<OwnerKind, Long>> OWNERS =
      new ObjectTable<>(
          "owners",
          List.of(
              column(
                  "OWNER",
                  owner -> owner.getKey().words(),
                  Attribute.text("owner", Map.Entry::getKey)),
              column(
                  ">PAGES",
                  owner -> Text.count(owner.getValue()),
                  number("pages", Map.Entry::getValue)),
              columnOnly(">SIZE", owner -> Text.pages(owner.getValue()))));

  @Override
  public void text(PrintWriter out) {
    OWNERS.print(out, List.copyOf(pages.entrySet()));
    out.println();
    out.println(
        "%s in use, %d.%02d %% of them unknown"
            .formatted(Text.count(used(), "page"), hundredths() / 100, hundredths() % 100));
  }

  private long used() {
    return pages.values().stream().mapToLong(Long::longValue).sum()
        - pages.getOrDefault(OwnerKind.FREE, 0L);
  }

  private long hundredths() {
    return used() == 0 ? 0 : 10_000 * pages.getOrDefault(OwnerKind.UNKNOWN, 0L) / used();
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    OWNERS.writeArray(json, OWNERS.name(), List.copyOf(pages.entrySet()));
    json.writeNumberField("usedPages", used());
  }
}
