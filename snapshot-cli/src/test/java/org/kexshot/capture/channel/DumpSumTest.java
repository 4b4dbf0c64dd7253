package org.kexshot.capture.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DumpSumTest {
  private static String sum(ByteBuffer... parts) {
    DumpSum sum = new DumpSum();
    for (ByteBuffer part : parts) {
      int position = part.position();
      sum.add(part);
      assertThat(part.position()).isEqualTo(position);
    }
    return sum.value();
  }

  private static ByteBuffer random(long seed, int fours) {
    byte[] bytes = new byte[fours * 4 * Long.BYTES];
    new Random(seed).nextBytes(bytes);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Property(tries = 50)
  void isFletchersHoweverItIsCut(
      @ForAll long seed,
      @ForAll @IntRange(max = 5000) int fours,
      @ForAll @IntRange(max = 5000) int first) {
    ByteBuffer bytes = random(seed, fours);
    int cut = Math.min(first, fours) * 4 * Long.BYTES;
    BigInteger low = BigInteger.ONE;
    BigInteger high = BigInteger.ZERO;
    ByteBuffer each = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (each.hasRemaining()) {
      low = low.add(BigInteger.valueOf(each.getLong()));
      high = high.add(low);
    }
    String expected = "%016x%016x".formatted(high.longValue(), low.longValue());
    assertThat(sum(bytes)).isEqualTo(expected);
    ByteBuffer start = bytes.slice(0, cut);
    ByteBuffer end = bytes.slice(cut, bytes.limit() - cut);
    assertThat(sum(start, end)).isEqualTo(expected);
    DumpSum appended = new DumpSum();
    appended.add(start);
    DumpSum part = new DumpSum();
    part.add(end);
    appended.append(part.part());
    appended.append(new DumpSum().part());
    assertThat(appended.value()).isEqualTo(expected);
    DumpSum whole = new DumpSum();
    whole.append(appended.part());
    assertThat(whole.value()).isEqualTo(expected);
  }

  @Property(tries = 50)
  void anyBitThatDiffersMakesItAnother(@ForAll long seed) {
    ByteBuffer bytes = random(seed, 128);
    String before = sum(bytes);
    int at = new Random(seed).nextInt(bytes.limit());
    bytes.put(at, (byte) (bytes.get(at) ^ 1 << at % Byte.SIZE));
    assertThat(sum(bytes)).isNotEqualTo(before);
  }

  @Test
  void tellsOrderAndLength() {
    ByteBuffer one = random(1, 128);
    ByteBuffer other = random(2, 128);
    ByteBuffer zeros = ByteBuffer.allocate(4096);
    assertThat(sum(one, other)).isNotEqualTo(sum(other, one));
    assertThat(sum(zeros)).isNotEqualTo(sum(zeros, zeros));
    assertThatThrownBy(() -> sum(ByteBuffer.allocate(7))).hasMessageContaining("7 bytes");
  }
}
