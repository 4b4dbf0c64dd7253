package org.kexshot.cli.render.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.owner.FrameOwner;
import org.kexshot.owner.FrameReport;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.bytes.AddressReport;
import org.kexshot.owner.bytes.ByteOwner;

class AddressViewTest {
  private static final long ADDRESS = 0xc020_3014L;

  private static AddressView view(OwnerKind kind, String name, ByteOwner.Use use) {
    ByteOwner object =
        new ByteOwner(kind, name, "", Optional.empty(), null, 0x10, 0x20, 0, ADDRESS - 4, use);
    FrameOwner owner = new FrameOwner(kind, name, ADDRESS);
    return new AddressView(
        new AddressReport(
            ADDRESS,
            new FrameReport(0x203, owner, Optional.empty(), List.of()),
            Optional.of(object),
            4,
            List.of()));
  }

  private static String text(AddressView view) {
    StringWriter out = new StringWriter();
    view.text(new PrintWriter(out, true));
    return out.toString().replaceAll(" +", " ");
  }

  private static String json(AddressView view) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      view.json(json);
      json.writeEndObject();
    }
    return out.toString();
  }

  @Test
  void aVariableIsNamed() throws IOException {
    AddressView view = view(OwnerKind.KERNEL_DATA, "jiffies", ByteOwner.Use.UNKNOWN);
    assertThat(text(view))
        .contains("address 0xc0203014\n", "object jiffies+0x4\n", "frame 0x203\n")
        .contains("owner kernel data jiffies\n");
    assertThat(json(view))
        .contains("\"address\":\"0xc0203014\"", "\"name\":\"jiffies\"")
        .contains("\"object\":{\"address\":\"0xc0203010\",\"offset\":4}");
  }

  @Test
  void anObjectOfASlabHasItsAddress() throws IOException {
    AddressView view = view(OwnerKind.SLAB, "dentry", ByteOwner.Use.FREE);
    assertThat(text(view)).contains("object 0xc0203010+0x4, free\n", "owner slab dentry\n");
    assertThat(json(view)).contains("\"offset\":4,\"inUse\":false}");
  }
}
