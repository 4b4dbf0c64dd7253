package org.kexshot.cli.render.memory;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.diff.TypingText;
import org.kexshot.kernel.typing.Typing;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.bytes.AddressReport;
import org.kexshot.owner.bytes.ByteOwner;

/** The object at an address, and its page frame. */
public record AddressView(AddressReport report) implements ImageView {
  @Override
  public void text(PrintWriter out) {
    TextTable facts = new TextTable("address", new Address(report.address()).toString());
    report.object().ifPresent(object -> add(object, facts));
    facts.row("frame", "0x" + Long.toHexString(report.frame().pfn()));
    new FrameView(report.frame()).addTo(facts);
    facts.print(out, "");
  }

  private void add(ByteOwner object, TextTable facts) {
    facts.row("object", "%s+0x%x%s".formatted(name(object), report.offset(), use(object)));
    if (object.typing().isPresent()) {
      facts.row("type", TypingText.of(object.typing().map(Typing::inWords)));
    }
    report.member().ifPresent(member -> facts.row("member", member));
  }

  /** A variable's own; of what has none its address. */
  private static String name(ByteOwner object) {
    return object.kind() == OwnerKind.SLAB || object.name().isEmpty()
        ? new Address(object.object()).toString()
        : object.name();
  }

  private static String use(ByteOwner object) {
    return switch (object.use()) {
      case USED -> ", in use";
      case FREE -> ", free";
      case UNKNOWN -> "";
    };
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    Json.member(json, "address", new Address(report.address()));
    if (report.object().isPresent()) {
      object(json, report.object().get());
    }
    new FrameView(report.frame()).found(json);
  }

  private void object(JsonGenerator json, ByteOwner object) throws IOException {
    json.writeObjectFieldStart("object");
    Json.member(json, "address", new Address(object.object()));
    json.writeNumberField("offset", report.offset());
    TypingText.json(json, object.typing().map(Typing::inWords));
    if (report.member().isPresent()) {
      json.writeStringField("member", report.member().get());
    }
    if (object.use() != ByteOwner.Use.UNKNOWN) {
      json.writeBooleanField("inUse", object.use() == ByteOwner.Use.USED);
    }
    json.writeEndObject();
  }

  @Override
  public List<String> problems() {
    return report.problems();
  }
}
