package org.kexshot.diff.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of conditions as users write them. */
class GateParsingTest {
  @Test
  void conditionsAreReadInTheirOrderWithTheirLimits() {
    assertThat(Gate.parse("slab-growth=12%, integrity,open-files"))
        .extracting(Gate::form)
        .containsExactly("slab-growth=12%", "integrity", "open-files=50");
  }

  @Test
  void anUnknownConditionNamesTheNearestAndAll() {
    assertThatThrownBy(() -> Gate.parse("modules,integrety"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no condition 'integrety': did you mean 'integrity'?")
        .hasMessageContaining("slab-growth=5%");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "modules,",
        "modules,modules",
        "modules=1",
        "slab-growth=",
        "slab-growth=-1%",
        "slab-growth=1.5%",
        "slab-growth=%",
        "open-files=5%",
        "open-files=99999999999",
        "slab-growth=5%%"
      })
  void whatIsNoListOfConditionsIsRefused(String list) {
    assertThatThrownBy(() -> Gate.parse(list)).isInstanceOf(IllegalArgumentException.class);
  }
}
