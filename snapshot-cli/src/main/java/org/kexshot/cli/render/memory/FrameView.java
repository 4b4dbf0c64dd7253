package org.kexshot.cli.render.memory;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.Field;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.TextTable;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.owner.FrameReport;

/** One page frame. */
public record FrameView(FrameReport frame) implements ImageView {

  static final ObjectTable<FrameReport> FRAME =
      new ObjectTable<>(
          "frame",
          List.of(
              Field.member("pfn", FrameReport::pfn),
              Field.address("physicalAddress", frame -> frame.pfn() << Page.SHIFT),
              Field.member("owner", frame -> frame.owner().kind()),
              Field.member("name", frame -> frame.owner().name()),
              Field.address("place", frame -> frame.owner().place()),
              Field.member("flags", FrameReport::flags),
              Field.member(
                  "references", frame -> frame.descriptor().map(PageDescriptor::references)),
              Field.member(
                  "descriptor",
                  frame -> frame.descriptor().map(page -> new Address(page.address())))));

  @Override
  public void text(PrintWriter out) {
    TextTable facts = new TextTable("frame", "0x" + Long.toHexString(frame.pfn()));
    facts.row("physical address", new Address(frame.pfn() << Page.SHIFT));
    facts.row("owner", frame.owner().describe());
    if (frame.descriptor().isPresent()) {
      facts.row("descriptor", new Address(frame.descriptor().get().address()));
      facts.row("flags", String.join(" ", frame.flags()));
      facts.row("references", frame.descriptor().get().references());
    }
    facts.print(out, "");
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    FRAME.json(frame).writeMembers(json);
  }

  @Override
  public List<String> problems() {
    return List.of();
  }
}
