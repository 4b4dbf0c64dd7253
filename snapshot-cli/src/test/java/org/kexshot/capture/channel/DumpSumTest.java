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
  private static long sum(ByteBuffer... parts) {
    DumpSum sum = new DumpSum();
    for (ByteBuffer part : parts) {
      int position = part.position();
      sum.add(part);
      assertThat(part.position()).isEqualTo(position);
    }
    return sum.value();
  }

  private static ByteBuffer random(long seed, int words) {
    byte[] bytes = new byte[words * Integer.BYTES];
    new Random(seed).nextBytes(bytes);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Property(tries = 50)
  void isFletchersHoweverItIsCut(
      @ForAll long seed,
      @ForAll @IntRange(max = 40_000) int words,
      @ForAll @IntRange(max = 40_000) int first) {
    ByteBuffer bytes = random(seed, words);
    int cut = Math.min(first, words) * Integer.BYTES;
    BigInteger low = BigInteger.ONE;
    BigInteger high = BigInteger.ZERO;
    ByteBuffer each = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (each.hasRemaining()) {
      low = low.add(BigInteger.valueOf(each.getInt()));
      high = high.add(low);
    }
    long expected = (long) high.intValue() << 32 | low.intValue() & 0xffff_ffffL;
    assertThat(sum(bytes)).isEqualTo(expected);
    assertThat(sum(bytes.slice(0, cut), bytes.slice(cut, bytes.limit() - cut))).isEqualTo(expected);
  }

  @Property(tries = 50)
  void anyBitThatDiffersMakesItAnother(@ForAll long seed) {
    ByteBuffer bytes = random(seed, 1024);
    long before = sum(bytes);
    int at = new Random(seed).nextInt(bytes.limit());
    bytes.put(at, (byte) (bytes.get(at) ^ 1 << at % Byte.SIZE));
    assertThat(sum(bytes)).isNotEqualTo(before);
  }

  @Test
  void tellsOrderAndLength() {
    ByteBuffer one = random(1, 1024);
    ByteBuffer other = random(2, 1024);
    ByteBuffer zeros = ByteBuffer.allocate(4096);
    assertThat(sum(one, other)).isNotEqualTo(sum(other, one));
    assertThat(sum(zeros)).isNotEqualTo(sum(zeros, zeros));
    assertThatThrownBy(() -> sum(ByteBuffer.allocate(7))).hasMessageContaining("7 bytes");
  }
}
