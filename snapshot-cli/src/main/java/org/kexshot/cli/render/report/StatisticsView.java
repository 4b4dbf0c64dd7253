package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.kexshot.address.Page;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Text;
import org.kexshot.store.maintain.Statistics;

/** What a repository holds and takes. */
public record StatisticsView(Statistics of) implements ImageView {
  @Override
  public List<String> problems() {
    return of.unknown().stream().toList();
  }

  @Override
  public void text(PrintWriter out) {
    line(out, "snapshots", "%d, and %d forgotten".formatted(of.snapshots(), of.forgotten()));
    line(out, "memory", Text.pages(of.frames()) + " kept in all snapshots together");
    of.pages().ifPresent(pages -> pages(out, pages));
    Statistics.Room room = of.room();
    line(out, "stored", Text.size(room.bytes()));
    part(out, "packs", room.packs());
    part(out, "page maps", room.pageMaps());
    part(out, "manifests", room.manifests());
    part(out, "debug files", room.debugFiles());
    part(out, "caches", room.caches());
    part(out, "unreached", room.unreached());
    part(out, "temporary", room.temporary());
  }

  private void pages(PrintWriter out, Statistics.Pages pages) {
    line(
        out,
        "pages",
        "%s distinct, %s of them needed"
            .formatted(Text.count(pages.stored()), Text.count(pages.needed())));
    line(out, "sharing", "%s page frames a needed page".formatted(ratio(of.sharing())));
    line(out, "compression", ratio(of.compression(Page.SIZE)) + " to 1");
    line(
        out,
        "not needed",
        "%s; `kexshot prune` would free about %s"
            .formatted(Text.size(pages.unusedBytes()), Text.size(pages.freedBytes())));
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static void part(PrintWriter out, String name, long bytes) {
    if (bytes > 0) {
      line(out, "  " + name, Text.size(bytes));
    }
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(name + " ".repeat(14 - name.length()) + value);
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    json.writeNumberField("snapshots", of.snapshots());
    json.writeNumberField("forgotten", of.forgotten());
    json.writeNumberField("frames", of.frames());
    if (of.pages().isPresent()) {
      Statistics.Pages pages = of.pages().get();
      json.writeNumberField("pages", pages.stored());
      json.writeNumberField("neededPages", pages.needed());
      json.writeNumberField("sharing", of.sharing());
      json.writeNumberField("compression", of.compression(Page.SIZE));
      json.writeNumberField("unusedBytes", pages.unusedBytes());
      json.writeNumberField("prunableBytes", pages.freedBytes());
    }
    Statistics.Room room = of.room();
    json.writeObjectFieldStart("bytes");
    json.writeNumberField("packs", room.packs());
    json.writeNumberField("pageMaps", room.pageMaps());
    json.writeNumberField("manifests", room.manifests());
    json.writeNumberField("debugFiles", room.debugFiles());
    json.writeNumberField("caches", room.caches());
    json.writeNumberField("unreached", room.unreached());
    json.writeNumberField("temporary", room.temporary());
    json.writeNumberField("all", room.bytes());
    json.writeEndObject();
  }
}
