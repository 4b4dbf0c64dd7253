package org.kexshot.cli.render.memory;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.inspect.AddressWalk;
import org.kexshot.inspect.MappedFrame;
import org.kexshot.owner.FrameReport;
import org.kexshot.paging.PageTableEntry;
import org.kexshot.paging.Translation;

/**
 * How an address is translated, and what is known of the page that it leads to.
 *
 * @param frame if it leads to one
 * @param pointerSize how wide addresses are shown
 */
public record WalkView(AddressWalk walk, Optional<MappedFrame> frame, int pointerSize)
    implements ImageView {
  @Override
  public void text(PrintWriter out) {
    TextTable entries = new TextTable("LEVEL", "ENTRY AT", "VALUE", "FLAGS");
    for (PageTableEntry entry : walk.entries()) {
      entries.row(
          entry.levelName(),
          Text.address(entry.physical(), 8),
          Text.address(entry.value(), entry.form().entryBytes()),
          String.join(" ", entry.flags()));
    }
    entries.print(out, "");
    out.println();
    TextTable facts = new TextTable("virtual", Text.address(walk.address(), pointerSize));
    walk.translation().ifPresent(page -> facts.row("mapping", mapping(page)));
    if (walk.translation().isPresent() && walk.translation().get().isMapped()) {
      facts.row("physical", Text.address(walk.translation().get().physical(walk.address()), 8));
    }
    frame.ifPresent(page -> add(page, facts));
    facts.print(out, "");
  }

  private static String mapping(Translation page) {
    return switch (page.kind()) {
      case MAPPED -> "a page of " + Text.size(page.size());
      case ABSENT -> "not mapped";
      case SWAPPED -> "swapped out, or being moved";
    };
  }

  private void add(MappedFrame page, TextTable facts) {
    facts.row("page frame", "0x" + Long.toHexString(page.pfn()));
    facts.row("in the image", page.state().words());
    if (page.report().isPresent()) {
      FrameReport report = page.report().get();
      report
          .descriptor()
          .ifPresent(found -> facts.row("descriptor", Text.address(found.address(), pointerSize)));
      facts.row("flags", String.join(" ", report.flags()));
      facts.row("owner", report.owner().describe());
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    Json.member(json, "address", new Address(walk.address()));
    Json.array(
        json,
        "entries",
        walk.entries(),
        (generator, entry) -> {
          generator.writeStartObject();
          generator.writeStringField("level", entry.levelName());
          Json.member(generator, "address", new Address(entry.physical()));
          Json.member(generator, "value", new Address(entry.value()));
          Json.member(generator, "flags", entry.flags());
          generator.writeEndObject();
        });
    if (walk.translation().isPresent()) {
      Translation page = walk.translation().get();
      json.writeStringField("mapping", page.kind().name());
      if (page.isMapped()) {
        Json.member(json, "physical", new Address(page.physical(walk.address())));
        json.writeNumberField("pageSize", page.size());
      }
    }
    if (frame.isPresent()) {
      frame(json, frame.get());
    }
  }

  private static void frame(JsonGenerator json, MappedFrame page) throws IOException {
    json.writeStringField("state", page.state().name());
    if (page.report().isPresent()) {
      json.writeObjectFieldStart("frame");
      FrameView.FRAME.json(page.report().get()).writeMembers(json);
      json.writeEndObject();
    }
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    walk.fault().ifPresent(fault -> problems.add(fault.getMessage()));
    frame.ifPresent(page -> problems.addAll(page.problems()));
    return problems;
  }
}
