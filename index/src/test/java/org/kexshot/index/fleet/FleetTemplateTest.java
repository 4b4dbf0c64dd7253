package org.kexshot.index.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.index.schema.SearchSchema;

class FleetTemplateTest {
  private static final Map<String, Object> FIELDS = fields();

  private static Map<String, Object> fields() {
    Map<String, Object> mappings =
        part(part(FleetTemplate.objects("kexshot-objects-1"), "template"), "mappings");
    return part(mappings, "properties");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> part(Map<String, Object> of, String name) {
    return (Map<String, Object>) of.get(name);
  }

  /** Objects of a new kind must not have all memory sent again. */
  @Test
  void stringsHaveASchemaOfTheirOwn() {
    Map<String, Object> template = part(FleetTemplate.strings("kexshot-strings-1"), "template");

    assertThat(part(part(template, "mappings"), "_meta")).containsEntry("schema", FleetPage.SCHEMA);
    assertThat(template.toString())
        .contains("index_options=docs", "norms=false", "min_gram=3", "max_gram=3");
  }

  @Test
  void everyFieldOfTheSchemaHasAType() {
    for (String field : SearchSchema.get().fields()) {
      if (!SearchSchema.get().types(field).isEmpty()) {
        assertThat(FIELDS).containsKey(field);
      }
    }
  }

  /** Else an attribute would overwrite what is known of the object. */
  @Test
  void noFieldOfTheSchemaHasANameOfAnother() {
    assertThat(SearchSchema.get().fields()).doesNotContainAnyElementsOf(FleetFields.reserved());
  }

  @ParameterizedTest
  @CsvSource({
    "port, type=long",
    "size, type=long",
    "time, type=date",
    "hidden, type=keyword",
    "address, type=keyword",
    "unsigned, address={type=unsigned_long}",
    "ip, local={type=ip}",
    "arguments, analyzer=kernel",
    "arguments, position_increment_gap=0",
    "first_seen, type=date",
    "shown, type=integer_range",
    "machine, type=keyword"
  })
  void typesAreThoseOfTheAttributes(String field, String wanted) {
    assertThat(FIELDS.get(field).toString().replace(" ", "") + ",")
        .contains(wanted.replace(" ", ""));
  }
}
