package org.kexshot.cli.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.bytes;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.columnOnly;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.objects;
import static org.kexshot.kind.Attribute.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.kind.Attribute;

class ObjectTableTest {
  private record Part(int number) {}

  private record Thing(String name, long bytes, Optional<String> remark, List<Part> parts) {}

  private static final List<Attribute<Part>> PART = List.of(number("number", Part::number));

  private static final ObjectTable<Thing> THINGS =
      new ObjectTable<>(
          "things",
          List.of(
              column("NAME", text("name", Thing::name)),
              column(">SIZE", bytes("bytes", Thing::bytes)),
              columnOnly("SHORT", thing -> thing.name().substring(0, 1)),
              column("REMARK", text("remark", Thing::remark)),
              column(
                  "PARTS",
                  thing -> thing.parts().stream().map(Part::number).toList(),
                  objects("parts", Thing::parts, PART)),
              address("address", thing -> -16)));

  private static final Thing FULL =
      new Thing("full", 1536, Optional.of("good"), List.of(new Part(1), new Part(2)));
  private static final Thing BARE = new Thing("bare", 0, Optional.empty(), List.of());

  @Test
  void columnsAreThoseWithHeadings() {
    assertThat(THINGS.headings()).containsExactly("NAME", ">SIZE", "SHORT", "REMARK", "PARTS");
    assertThat(THINGS.cells(FULL)).containsExactly("full", "1.50 KiB", "f", "good", "1,2");
    assertThat(THINGS.cells(BARE)).containsExactly("bare", "0 B", "b", "", "");
  }

  @Test
  void detailsShowWhatHasNoColumnToo() {
    StringWriter text = new StringWriter();
    ObjectTable<Thing> things =
        new ObjectTable<>(
            "things",
            List.of(
                column("NAME", text("name", Thing::name)),
                bytes("totalBytes", Thing::bytes),
                text("remark", Thing::remark),
                objects("parts", Thing::parts, PART)));
    things.printDetails(new PrintWriter(text, true), List.of(FULL, BARE));
    assertThat(text.toString().lines())
        .containsExactly(
            "name         full",
            "total bytes  1.50 KiB",
            "remark       good",
            "parts        1,2",
            "",
            "name         bare",
            "total bytes  0 B",
            "remark",
            "parts");
  }

  @Test
  void membersAreThoseWithKeysAndLeaveOutWhatIsNotThere() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      THINGS.writeArray(json, "some", List.of(FULL, BARE));
      json.writeEndObject();
    }
    assertThat(text)
        .hasToString(
            "{\"some\":["
                + "{\"name\":\"full\",\"bytes\":1536,\"remark\":\"good\","
                + "\"parts\":[{\"number\":1},{\"number\":2}],\"address\":\"0xfffffffffffffff0\"},"
                + "{\"name\":\"bare\",\"bytes\":0,\"parts\":[],\"address\":\"0xfffffffffffffff0\"}"
                + "]}");
  }
}
