package org.kexshot.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectTableTest {
  private record Part(int number) {}

  private record Thing(String name, long bytes, Optional<String> remark, List<Part> parts) {}

  private static final ObjectTable<Part> PARTS =
      new ObjectTable<>("parts", List.of(Field.member("number", Part::number)));

  private static final ObjectTable<Thing> THINGS =
      new ObjectTable<>(
          "things",
          List.of(
              Field.both("NAME", "name", Thing::name),
              Field.size(">SIZE", "bytes", Thing::bytes),
              Field.both("REMARK", "remark", Thing::remark),
              Field.column("PARTS", thing -> thing.parts().stream().map(Part::number).toList()),
              Field.address(thing -> -16),
              Field.objects("parts", Thing::parts, PARTS)));

  private static final Thing FULL =
      new Thing("full", 1536, Optional.of("good"), List.of(new Part(1), new Part(2)));
  private static final Thing BARE = new Thing("bare", 0, Optional.empty(), List.of());

  @Test
  void columnsAreThoseWithHeadings() {
    assertThat(THINGS.headings()).containsExactly("NAME", ">SIZE", "REMARK", "PARTS");
    assertThat(THINGS.cells(FULL)).containsExactly("full", "1.50 KiB", "good", "1,2");
    assertThat(THINGS.cells(BARE)).containsExactly("bare", "0 B", "", "");
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
                + "\"address\":\"0xfffffffffffffff0\",\"parts\":[{\"number\":1},{\"number\":2}]},"
                + "{\"name\":\"bare\",\"bytes\":0,\"address\":\"0xfffffffffffffff0\",\"parts\":[]}"
                + "]}");
  }
}
