package org.kexshot.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class WholeNumberTest {
  @Test
  void takesBothEndsOfItsRange() {
    assertThat(new WholeNumber(1, 256).convert("1")).isEqualTo(1);
    assertThat(new WholeNumber(1, 256).convert("256")).isEqualTo(256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "257", "-1", "1.5", "", "99999999999", "many"})
  void saysWhatIsExpected(String text) {
    assertThatThrownBy(() -> new WholeNumber(1, 256).convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "': a whole number from 1 to 256 expected");
  }

  @Test
  void mayBeWithoutAnEnd() {
    assertThat(WholeNumber.from(0).convert("2147483647")).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> WholeNumber.from(0).convert("-1"))
        .hasMessage("'-1': a whole number of 0 or more expected");
  }
}
