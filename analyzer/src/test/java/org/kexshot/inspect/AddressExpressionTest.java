package org.kexshot.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressExpressionTest {
  @ParameterizedTest
  @CsvSource({
    "0x0,0",
    "0xC0100000,c0100000",
    "0xffffffff81000000,ffffffff81000000",
    "0x1000+0x10,1010",
    "0x1000+10,100a",
    "0x1000-1,fff"
  })
  void aNumberNeedsNoSymbol(String text, String hexadecimal) {
    assertThat(AddressExpression.parse(text).number())
        .hasValue(Long.parseUnsignedLong(hexadecimal, 16));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux_banner", "jiffies+8", "__per_cpu_start-0x10", "foo.isra.0"})
  void aSymbolIsNoNumber(String text) {
    assertThat(AddressExpression.parse(text).number()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "0x", "0x12345678901234567", "a b", "a+", "a+0x", "a++1", "+1"})
  void anyOtherTextIsRefused(String text) {
    assertThatThrownBy(() -> AddressExpression.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not an address");
  }

  @Test
  void itIsShownAsItWasWritten() {
    assertThat(AddressExpression.parse("jiffies+8")).hasToString("jiffies+8");
  }
}
