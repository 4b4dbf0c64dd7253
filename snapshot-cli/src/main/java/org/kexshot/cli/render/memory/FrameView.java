package org.kexshot.cli.render.memory;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.addressIfPresent;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.number;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.TextTable;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.kind.Attribute;
import org.kexshot.owner.FrameReport;

/** One page frame. */
public record FrameView(FrameReport frame) implements ImageView {

  static final ObjectTable<FrameReport> FRAME =
      new ObjectTable<>(
          "frame",
          List.of(
              number("pfn", FrameReport::pfn),
              address("physicalAddress", frame -> frame.pfn() << Page.SHIFT),
              Attribute.text("owner", frame -> frame.owner().kind()),
              Attribute.text("name", frame -> frame.owner().name()),
              address("place", frame -> frame.owner().place()),
              list("flags", FrameReport::flags),
              number("references", frame -> frame.descriptor().map(PageDescriptor::references)),
              addressIfPresent(
                  "descriptor", frame -> frame.descriptor().map(PageDescriptor::address))));

  @Override
  public void text(PrintWriter out) {
    TextTable facts = new TextTable("frame", "0x" + Long.toHexString(frame.pfn()));
    addTo(facts);
    facts.print(out, "");
  }

  /** All but its number. */
  void addTo(TextTable facts) {
    facts.row("physical address", new Address(frame.pfn() << Page.SHIFT));
    facts.row("owner", frame.owner().describe());
    if (frame.descriptor().isPresent()) {
      facts.row("descriptor", new Address(frame.descriptor().get().address()));
      facts.row("flags", String.join(" ", frame.flags()));
      facts.row("references", frame.descriptor().get().references());
    }
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
