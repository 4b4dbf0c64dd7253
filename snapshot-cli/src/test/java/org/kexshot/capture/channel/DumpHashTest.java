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

class DumpHashTest {
  private static final BigInteger MULTIPLIER = new BigInteger("9e3779b97f4a7c15", 16);

  private static long hash(ByteBuffer... parts) {
    DumpHash hash = new DumpHash();
    for (ByteBuffer part : parts) {
      int position = part.position();
      hash.update(part);
      assertThat(part.position()).isEqualTo(position);
    }
    return hash.value();
  }

  private static ByteBuffer random(long seed, int words) {
    byte[] bytes = new byte[words * Long.BYTES];
    new Random(seed).nextBytes(bytes);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Property(tries = 50)
  void isThePolynomialHoweverItIsCut(
      @ForAll long seed,
      @ForAll @IntRange(max = 20_000) int words,
      @ForAll @IntRange(max = 20_000) int first) {
    ByteBuffer bytes = random(seed, words);
    int cut = Math.min(first, words) * Long.BYTES;
    BigInteger expected = BigInteger.ONE;
    ByteBuffer each = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (each.hasRemaining()) {
      expected = expected.multiply(MULTIPLIER).add(BigInteger.valueOf(each.getLong()));
    }
    assertThat(hash(bytes)).isEqualTo(expected.longValue());
    assertThat(hash(bytes.slice(0, cut), bytes.slice(cut, bytes.limit() - cut)))
        .isEqualTo(hash(bytes));
  }

  @Property(tries = 50)
  void anyBitThatDiffersMakesItAnother(@ForAll long seed) {
    ByteBuffer bytes = random(seed, 1024);
    long before = hash(bytes);
    int at = new Random(seed).nextInt(bytes.limit());
    bytes.put(at, (byte) (bytes.get(at) ^ 1 << at % Byte.SIZE));
    assertThat(hash(bytes)).isNotEqualTo(before);
  }

  @Test
  void tellsOrderAndLength() {
    ByteBuffer one = random(1, 512);
    ByteBuffer other = random(2, 512);
    ByteBuffer zeros = ByteBuffer.allocate(4096);
    assertThat(hash(one, other)).isNotEqualTo(hash(other, one));
    assertThat(hash(zeros)).isNotEqualTo(hash(zeros, zeros));
    assertThatThrownBy(() -> hash(ByteBuffer.allocate(7))).hasMessageContaining("7 bytes");
  }
}
