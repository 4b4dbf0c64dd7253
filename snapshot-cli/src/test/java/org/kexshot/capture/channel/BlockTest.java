package org.kexshot.capture.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class BlockTest {
  private static final String MAGIC = "KXREQST1";

  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll @StringLength(max = 300) String value) throws IOException {
    Map<String, String> values = Map.of("message", value, "state", "DONE");
    assertThat(Block.decode(MAGIC, Block.encode(MAGIC, values))).contains(values);
  }

  @Property(tries = 200)
  void aDamagedBlockIsNone(@ForAll @IntRange(max = 40) int at) throws IOException {
    byte[] block =
        Block.encode(MAGIC, Map.of("message", "a text of more than forty bytes, surely"));
    block[at] ^= 0x10;
    assertThat(Block.decode(MAGIC, block)).isEmpty();
  }

  @Test
  void anotherKindOfBlockIsNone() throws IOException {
    assertThat(Block.decode("KXANSWR1", Block.encode(MAGIC, Map.of("a", "b")))).isEmpty();
    assertThat(Block.decode(MAGIC, new byte[Block.SIZE])).isEmpty();
  }

  @Test
  void tooMuchForABlockIsRefused() {
    assertThatThrownBy(() -> Block.encode(MAGIC, Map.of("a", "b".repeat(Block.SIZE))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("at most");
  }
}
