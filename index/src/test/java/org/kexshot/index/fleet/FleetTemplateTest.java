package org.kexshot.index.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.index.schema.SearchSchema;

class FleetTemplateTest {
  private static final Map<String, Object> FIELDS = fields();

  @SuppressWarnings("unchecked")
  private static Map<String, Object> fields() {
    Map<String, Object> template =
        (Map<String, Object>) FleetTemplate.objects("kexshot-objects-1").get("template");
    Map<String, Object> mappings = (Map<String, Object>) template.get("mappings");
    return (Map<String, Object>) mappings.get("properties");
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
