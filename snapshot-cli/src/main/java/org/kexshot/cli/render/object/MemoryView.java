package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.kernel.mm.MemoryCounter;
import org.kexshot.kernel.mm.Zone;
import org.kexshot.kind.Listing;

/** The zones of memory, their free blocks by order, and what the kernel counts. */
public record MemoryView(Listing<Zone> zones, Listing<MemoryCounter> counters)
    implements ImageView {
  private static final ObjectTable<Zone> ZONES =
      new ObjectTable<>(
          "zones",
          List.of(
              both(">NODE", "node", Zone::node),
              both("ZONE", "name", Zone::name),
              address(">START", "startAddress", zone -> zone.startPfn() << 12),
              column(">SPANNED", zone -> Text.pages(zone.spannedPages())),
              column(">PRESENT", zone -> Text.pages(zone.presentPages())),
              column(">MANAGED", zone -> Text.pages(zone.managedPages())),
              column(">FREE", zone -> Text.pages(zone.freePages())),
              column("FREE BLOCKS BY ORDER", MemoryView::blocks),
              member("spannedPages", Zone::spannedPages),
              member("presentPages", Zone::presentPages),
              member("managedPages", Zone::managedPages),
              member("freePages", Zone::freePages),
              member("freeBlocks", Zone::freeBlocks),
              address(Zone::address)));

  private static final ObjectTable<MemoryCounter> COUNTERS =
      new ObjectTable<>(
          "counters",
          List.of(
              both("COUNTER", "name", MemoryCounter::name),
              both(">VALUE", "value", MemoryCounter::value)));

  private static String blocks(Zone zone) {
    return zone.freeBlocks().stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  @Override
  public void text(PrintWriter out) {
    ZONES.print(out, zones.items());
    out.println();
    COUNTERS.print(out, counters.items());
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    ZONES.writeArray(json, ZONES.name(), zones.items());
    COUNTERS.writeArray(json, COUNTERS.name(), counters.items());
  }

  @Override
  public List<String> problems() {
    return Stream.concat(zones.problems().stream(), counters.problems().stream()).toList();
  }
}
