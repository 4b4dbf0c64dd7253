package org.kexshot.index.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;

class SearchSchemaTest {
  private static final Path MADE = Path.of("target/schema.txt");

  @Test
  void theFileIsWhatTheKindsDeclare() throws IOException {
    String expected = SearchSchema.derive().text();
    if (!SearchSchema.get().text().equals(expected)) {
      Files.writeString(MADE, expected);
    }
    assertThat(SearchSchema.get().text())
        .as("%s; copy it to src/main/resources/org/kexshot/index/schema", MADE)
        .isEqualTo(expected);
    assertThat(SearchSchema.get().version()).isEqualTo(SearchSchema.derive().version());
  }

  /** Up to four hexadecimal digits before a colon begin an address, so that no field has such. */
  @Test
  void noFieldIsTakenForTheBeginningOfAnAddress() {
    assertThat(SearchSchema.get().fields()).noneMatch(name -> name.matches("[0-9a-fA-F]{1,4}"));
    assertThat(FieldAliases.all().keySet()).noneMatch(name -> name.matches("[0-9a-fA-F]{1,4}"));
  }

  /** What one object has under a name is of one type, its parts among it. */
  @Test
  void inOneKindAFieldIsOfOneType() {
    for (String command : KernelObjectKinds.commands()) {
      for (ObjectKind<?> kind : KernelObjectKinds.listedBy(command)) {
        SearchSchema schema = SearchSchema.of(List.of(kind));
        assertThat(schema.fields()).as(kind.name()).contains(SearchSchema.KIND, kind.name());
        for (String field : schema.fields()) {
          assertThat(schema.types(field)).as("%s %s", kind.name(), field).hasSizeLessThan(2);
        }
      }
    }
  }

  @Test
  void shortNamesStandForFields() {
    assertThat(SearchSchema.get().fields()).containsAll(FieldAliases.all().values());
    assertThat(SearchSchema.get().fields())
        .doesNotContainAnyElementsOf(FieldAliases.all().keySet());
  }
}
