package org.kexshot.index.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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

  @Test
  void shortNamesStandForFields() {
    assertThat(SearchSchema.get().fields()).containsAll(FieldAliases.all().values());
    assertThat(SearchSchema.get().fields())
        .doesNotContainAnyElementsOf(FieldAliases.all().keySet());
  }
}
