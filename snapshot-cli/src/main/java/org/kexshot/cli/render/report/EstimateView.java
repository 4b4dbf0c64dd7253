package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kexshot.address.Page;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.export.LevelEstimate;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageCounts;
import org.kexshot.filter.PageKind;

/** What each dump level would keep of an image. */
public record EstimateView(String name, LevelEstimate estimate) implements ImageView {
  static final Map<PageKind, String> WORDS =
      Map.of(
          PageKind.KEPT, "the kernel's own",
          PageKind.ZERO, "zero",
          PageKind.CACHE, "page cache",
          PageKind.CACHE_PRIVATE, "page cache with private data",
          PageKind.USER, "processes",
          PageKind.FREE, "free",
          PageKind.HWPOISON, "damaged memory",
          PageKind.OFFLINE, "offline");

  @Override
  public void text(PrintWriter out) {
    TextTable kinds = new TextTable("KIND", ">PAGES", ">SIZE");
    for (PageKind kind : PageKind.values()) {
      long count = estimate.kinds().get(kind);
      kinds.row(WORDS.get(kind), Text.count(count), Text.pages(count));
    }
    kinds.print(out, "");
    out.println();
    TextTable levels = new TextTable(">LEVEL", ">KEPT", ">SIZE", "EXCLUDES");
    for (LevelEstimate.Level level : estimate.levels()) {
      levels.row(
          level.level(),
          Text.count(level.kept()),
          Text.pages(level.kept()),
          String.join(", ", excludes(level.level())));
    }
    levels.print(out, "");
  }

  private static List<String> excludes(DumpLevel level) {
    List<String> kinds = new ArrayList<>();
    add(kinds, level.excludesZero(), PageKind.ZERO);
    add(kinds, level.excludesCache(), PageKind.CACHE);
    add(kinds, level.excludesPrivateCache(), PageKind.CACHE_PRIVATE);
    add(kinds, level.excludesUser(), PageKind.USER);
    add(kinds, level.excludesFree(), PageKind.FREE);
    return kinds;
  }

  private static void add(List<String> kinds, boolean excluded, PageKind kind) {
    if (excluded) {
      kinds.add(WORDS.get(kind));
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    json.writeStringField("image", name);
    byKind(json, "pagesByKind", estimate.kinds(), List.of(PageKind.values()));
    Json.array(
        json,
        "levels",
        estimate.levels(),
        (generator, level) -> {
          generator.writeStartObject();
          generator.writeNumberField("level", level.level().value());
          generator.writeObjectFieldStart("pages");
          generator.writeNumberField("kept", level.kept());
          generator.writeNumberField("zero", level.zero());
          generator.writeEndObject();
          generator.writeNumberField("keptBytes", level.kept() << Page.SHIFT);
          generator.writeEndObject();
        });
    json.writeObjectFieldStart("pages");
    json.writeNumberField("undecided", estimate.undecided());
    json.writeNumberField("unreadable", estimate.unreadable());
    json.writeEndObject();
  }

  static void byKind(JsonGenerator json, String name, PageCounts counts, List<PageKind> kinds)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (PageKind kind : kinds) {
      json.writeNumberField(kind.label(), counts.get(kind));
    }
    json.writeEndObject();
  }

  @Override
  public List<String> problems() {
    return estimate.unreadable() == 0
        ? List.of()
        : List.of(
            "the contents of %s, which may be zero"
                .formatted(Text.count(estimate.unreadable(), "page")));
  }
}
