package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GdbPacketReceiverTest {
  private final List<String> packets = new ArrayList<>();
  private final List<IOException> ends = new ArrayList<>();
  private final GdbPacketReceiver receiver = new GdbPacketReceiver(packets::add, ends::add);

  @Test
  void cutsPacketsWhereverTheBytesAreCut() {
    byte[] bytes = "+$T05thread:02;#08+$OK#9a".getBytes(StandardCharsets.US_ASCII);
    for (byte b : bytes) {
      receiver.receive(ByteBuffer.wrap(new byte[] {b}));
    }
    assertThat(packets).containsExactly("T05thread:02;", "OK");
    assertThat(ends).isEmpty();
  }

  @Test
  void takesEscapedBytes() {
    // The data is '}' and ']' (0x7d and 0x5d): 0x5d is 0x7d xor 0x20. Their sum is 0xda.
    receiver.receive(ByteBuffer.wrap("$}]#da".getBytes(StandardCharsets.US_ASCII)));
    assertThat(packets).containsExactly("}");
  }

  @Test
  void endsAtAWrongChecksum() {
    receiver.receive(ByteBuffer.wrap("$OK#9b".getBytes(StandardCharsets.US_ASCII)));
    assertThat(packets).isEmpty();
    assertThat(ends).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("9b"));
  }

  @Test
  void makesPacketsThatItReads() {
    receiver.receive(ByteBuffer.wrap(GdbPacketReceiver.packet("Z1,c1000000,1")));
    assertThat(packets).containsExactly("Z1,c1000000,1");
  }
}
