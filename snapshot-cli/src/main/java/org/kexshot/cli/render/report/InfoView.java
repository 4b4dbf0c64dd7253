package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kexshot.address.PhysicalRange;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.LiveText;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.filter.PageCounts;
import org.kexshot.filter.PageKind;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.Utsname;
import org.kexshot.inspect.ImageSummary;
import org.kexshot.owner.OwnerKind;

/** What one image is. */
public record InfoView(String name, ImageSummary image) implements ImageView {
  private static final int MOST_RANGES = 32;

  @Override
  public void text(PrintWriter out) {
    TextTable facts = new TextTable("image", name);
    facts.row("format", image.format());
    facts.row("machine", image.architecture().machine());
    if (image.system().isPresent()) {
      Utsname system = image.system().get();
      if (!system.nodename().isEmpty()) {
        facts.row("host", system.nodename());
      }
      facts.row("kernel", (system.release() + " " + system.version()).strip());
    }
    image.takenAt().ifPresent(time -> facts.row("taken", Text.time(time)));
    image.live().ifPresent(live -> facts.row("live", live.words()));
    image.dumpLevel().ifPresent(level -> facts.row("dump level", level));
    facts.row("memory", Text.size(image.ramBytes()) + " of RAM");
    facts.row("kept", pages(image.kept()));
    facts.row("excluded", pages(image.excluded()));
    if (image.unreadable() > 0) {
      facts.row("unreadable", pages(image.unreadable()));
    }
    if (!image.notes().notes().isEmpty()) {
      facts.row("notes", notes());
    }
    facts.print(out, "");
    out.println();
    ranges(out);
    if (!image.keptByOwner().isEmpty()) {
      out.println();
      owners(out);
    } else if (image.keptByKind().isPresent()) {
      out.println();
      kinds(out, image.keptByKind().get(), image.excludedByKind().orElseThrow());
    }
  }

  private static String pages(long pages) {
    return "%s (%s)".formatted(Text.count(pages, "page"), Text.pages(pages));
  }

  /** The notes by name and type, with how many there are of each. */
  private String notes() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (ElfNotes.Note note : image.notes().notes()) {
      boolean registers = note.name().equals("CORE") && note.type() == ElfNotes.NT_PRSTATUS;
      String name =
          registers ? "registers of a processor" : "%s type %d".formatted(note.name(), note.type());
      counts.merge(name, 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(note -> note.getKey() + (note.getValue() > 1 ? " x " + note.getValue() : ""))
        .collect(Collectors.joining(", "));
  }

  private void ranges(PrintWriter out) {
    TextTable ranges = new TextTable(">RAM FROM", ">UP TO", ">SIZE");
    for (PhysicalRange range : image.ram().subList(0, Math.min(MOST_RANGES, image.ram().size()))) {
      ranges.row(new Address(range.start()), new Address(range.end()), Text.size(range.length()));
    }
    ranges.print(out, "");
    if (image.ram().size() > MOST_RANGES) {
      out.println(
          "and %s; --json has all"
              .formatted(Text.count(image.ram().size() - MOST_RANGES, "more range")));
    }
  }

  private void owners(PrintWriter out) {
    TextTable owners = table("OWNER");
    for (OwnerKind kind : OwnerKind.values()) {
      row(
          owners,
          kind.words(),
          image.keptByOwner().getOrDefault(kind, 0L),
          image.excludedByOwner().getOrDefault(kind, 0L));
    }
    owners.print(out, "");
  }

  private static void kinds(PrintWriter out, PageCounts kept, PageCounts excluded) {
    TextTable kinds = table("KIND");
    for (PageKind kind : PageKind.values()) {
      row(kinds, EstimateView.WORDS.get(kind), kept.get(kind), excluded.get(kind));
    }
    kinds.print(out, "");
  }

  private static TextTable table(String first) {
    return new TextTable(first, ">KEPT", ">SIZE", ">EXCLUDED", ">SIZE");
  }

  private static void row(TextTable table, String name, long kept, long excluded) {
    if (kept + excluded > 0) {
      table.row(
          name, Text.count(kept), Text.pages(kept), Text.count(excluded), Text.pages(excluded));
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    json.writeStringField("image", name);
    json.writeStringField("format", image.format());
    json.writeStringField("architecture", image.architecture().machine());
    if (image.system().isPresent()) {
      json.writeStringField("host", image.system().get().nodename());
      json.writeStringField("kernel", image.system().get().release());
      json.writeStringField("kernelVersion", image.system().get().version());
    }
    if (image.takenAt().isPresent()) {
      json.writeStringField("takenAt", image.takenAt().get().toString());
    }
    LiveText.member(json, image.live());
    if (image.dumpLevel().isPresent()) {
      json.writeNumberField("dumpLevel", image.dumpLevel().get());
    }
    Json.ranges(json, "ram", image.ram());
    json.writeObjectFieldStart("pages");
    json.writeNumberField("kept", image.kept());
    json.writeNumberField("excluded", image.excluded());
    json.writeNumberField("unreadable", image.unreadable());
    json.writeEndObject();
    if (image.keptByKind().isPresent()) {
      List<PageKind> kinds = List.of(PageKind.values());
      EstimateView.byKind(json, "keptByKind", image.keptByKind().get(), kinds);
      EstimateView.byKind(json, "excludedByKind", image.excludedByKind().orElseThrow(), kinds);
    }
    owners(json, "keptByOwner", image.keptByOwner());
    owners(json, "excludedByOwner", image.excludedByOwner());
    Json.array(
        json,
        "notes",
        image.notes().notes(),
        (generator, note) -> {
          generator.writeStartObject();
          generator.writeStringField("name", note.name());
          generator.writeNumberField("type", note.type());
          generator.writeNumberField("bytes", note.descriptor().length);
          generator.writeEndObject();
        });
  }

  private static void owners(JsonGenerator json, String name, Map<OwnerKind, Long> owners)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<OwnerKind, Long> owner : owners.entrySet()) {
      json.writeNumberField(owner.getKey().name(), owner.getValue());
    }
    json.writeEndObject();
  }

  @Override
  public List<String> problems() {
    return image.problems();
  }
}
