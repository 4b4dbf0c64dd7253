package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;

class PanicReturnTest {
  private static String code(Architecture architecture) {
    ByteBuffer code = new PanicReturn(0x12345678L, 0x9abcd000L).code(architecture);
    byte[] bytes = new byte[code.remaining()];
    code.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** As {@code as} assembles them. */
  @Test
  void goesToItsEntry() {
    assertThat(code(Architecture.I386)).isEqualTo("b878563412" + "ffe0");
    assertThat(code(Architecture.X86_64))
        .isEqualTo("48b900d0bc9a00000000" + "0f22d9" + "48b87856341200000000" + "ffe0");
  }
}
