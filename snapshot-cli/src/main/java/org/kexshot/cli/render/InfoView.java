package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.kexshot.address.PhysicalRange;
import org.kexshot.diff.ImageSummary;
import org.kexshot.format.Utsname;
import org.kexshot.owner.OwnerKind;

/** What one image is. */
public record InfoView(String name, ImageSummary image) implements ImageView {
  @Override
  public void text(PrintWriter out) {
    TextTable facts = new TextTable("image", name);
    facts.row("format", image.format());
    facts.row("machine", image.architecture().machine());
    if (image.system().isPresent()) {
      Utsname system = image.system().get();
      facts.row("host", system.nodename());
      facts.row("kernel", system.release() + " " + system.version());
    }
    image.takenAt().ifPresent(time -> facts.row("taken", Text.time(time)));
    image.dumpLevel().ifPresent(level -> facts.row("dump level", level));
    facts.row("memory", Text.size(image.ramBytes()) + " of RAM");
    facts.row(
        "pages", "%s (%s)".formatted(Text.count(image.present()), Text.pages(image.present())));
    facts.print(out, "");
    if (!image.owners().isEmpty()) {
      out.println();
      TextTable owners = new TextTable("OWNER", ">PAGES", ">SIZE");
      for (Map.Entry<OwnerKind, Long> owner : image.owners().entrySet()) {
        owners.row(
            owner.getKey().words(), Text.count(owner.getValue()), Text.pages(owner.getValue()));
      }
      owners.print(out, "");
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
    if (image.dumpLevel().isPresent()) {
      json.writeNumberField("dumpLevel", image.dumpLevel().get());
    }
    json.writeArrayFieldStart("ram");
    for (PhysicalRange range : image.ram()) {
      json.writeStartObject();
      json.writeNumberField("start", range.start());
      json.writeNumberField("end", range.end());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("presentPages", image.present());
    json.writeObjectFieldStart("owners");
    for (Map.Entry<OwnerKind, Long> owner : image.owners().entrySet()) {
      json.writeNumberField(owner.getKey().name(), owner.getValue());
    }
    json.writeEndObject();
  }

  @Override
  public List<String> problems() {
    return image.problems();
  }
}
