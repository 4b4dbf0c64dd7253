package org.kexshot.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedFileTest {
  private static final int SEGMENT = SealedFormat.SEGMENT;
  private final SealingKey key = SealingKey.random();

  /** Test case 1 of RFC 5869, the first 32 bytes of its output. */
  @Test
  void derivesKeysAsTheRfcDoes() {
    byte[] material = new byte[22];
    Arrays.fill(material, (byte) 0x0b);
    byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c");
    byte[] info = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9");
    assertThat(Hkdf.expand(Hkdf.extract(salt, material), info))
        .isEqualTo(
            HexFormat.of()
                .parseHex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 5 * SEGMENT + 77})
  void givesBackWhatWasWritten(int length) throws IOException {
    byte[] plain = bytes(length);
    byte[] sealed = seal(plain, "a.pack");
    SealedReader reader = open(sealed, "a.pack");
    assertThat(reader.size()).isEqualTo(length);
    assertThat(read(reader, 0, length)).isEqualTo(plain);
    Random random = new Random(length);
    for (int i = 0; i < 50 && length > 0; i++) {
      int from = random.nextInt(length);
      int to = from + random.nextInt(length - from + 1);
      assertThat(read(reader, from, to - from)).isEqualTo(Arrays.copyOfRange(plain, from, to));
    }
  }

  @Test
  void writesZerosThatAreSkipped() throws IOException {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    SealingOutput output = new SealingOutput(key, bytes -> sealed.write(array(bytes)));
    output.write(ByteBuffer.wrap(new byte[] {1}));
    output.skip(3L * SEGMENT);
    output.write(ByteBuffer.wrap(new byte[] {2}));
    output.finish("z");
    SealedReader reader = open(sealed.toByteArray(), "z");
    byte[] expected = new byte[3 * SEGMENT + 2];
    expected[0] = 1;
    expected[expected.length - 1] = 2;
    assertThat(read(reader, 0, expected.length)).isEqualTo(expected);
  }

  @Test
  void noByteCanBeAltered() throws IOException {
    byte[] plain = bytes(SEGMENT + 200);
    byte[] sealed = seal(plain, "a");
    for (int at = 0; at < sealed.length; at += at < 100 || at > sealed.length - 300 ? 1 : 97) {
      byte[] altered = sealed.clone();
      altered[at] ^= (byte) (1 << at % 8);
      assertThatThrownBy(() -> readAll(altered, "a"))
          .as("byte %d", at)
          .isInstanceOf(SealException.class);
    }
  }

  @Test
  void namesTheSegmentThatWasAltered() throws IOException {
    byte[] sealed = seal(bytes(3 * SEGMENT), "a");
    sealed[48 + SEGMENT + 16 + 5] ^= 1;
    assertThatThrownBy(() -> readAll(sealed, "a"))
        .hasMessageContaining("segment 1 at offset 16448 does not open");
  }

  @Test
  void noLengthButTheWholeOpens() throws IOException {
    byte[] sealed = seal(bytes(2 * SEGMENT + 9), "a");
    for (int length = 0; length < sealed.length; length += length < 100 ? 1 : 61) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> readAll(cut, "a")).isInstanceOf(SealException.class);
    }
    for (int segments = 0; segments < 3; segments++) {
      byte[] cut = Arrays.copyOf(sealed, 48 + segments * (SEGMENT + 16));
      assertThatThrownBy(() -> readAll(cut, "a")).isInstanceOf(SealException.class);
    }
  }

  @Test
  void segmentsKeepTheirPlaceAndTheirFile() throws IOException {
    byte[] plain = bytes(3 * SEGMENT);
    byte[] one = seal(plain, "a");
    byte[] other = seal(plain, "a");
    int first = 48;
    int second = 48 + SEGMENT + 16;
    byte[] swapped = one.clone();
    System.arraycopy(one, first, swapped, second, SEGMENT + 16);
    System.arraycopy(one, second, swapped, first, SEGMENT + 16);
    byte[] mixed = one.clone();
    System.arraycopy(other, first, mixed, first, SEGMENT + 16);
    byte[] header = one.clone();
    System.arraycopy(other, 0, header, 0, 48);
    for (byte[] altered : new byte[][] {swapped, mixed, header}) {
      assertThatThrownBy(() -> readAll(altered, "a")).isInstanceOf(SealException.class);
    }
  }

  @Test
  void opensUnderItsNameAndKeyOnly() throws IOException {
    byte[] sealed = seal(bytes(10), "a");
    assertThatThrownBy(() -> open(sealed, "b"))
        .isInstanceOf(SealException.class)
        .hasMessageContaining("as the end of b");
    assertThatThrownBy(
            () ->
                new SealedReader(
                    SealingKey.random(), source(sealed), sealed.length, "a", new SegmentCache()))
        .isInstanceOf(SealException.class);
  }

  @Test
  void hidesNamesAndNumbers() {
    SealingKey same = SealingKey.of(key.bytes());
    assertThat(key.hidden("x")).isEqualTo(same.hidden("x")).isNotEqualTo(key.hidden("y"));
    assertThat(key.hidden(5)).isEqualTo(same.hidden(5)).isNotEqualTo(key.hidden(6));
    assertThat(SealingKey.random().hidden("x")).isNotEqualTo(key.hidden("x"));
    assertThat(SealingKey.random().hidden(5)).isNotEqualTo(key.hidden(5));
  }

  private byte[] seal(byte[] plain, String name) throws IOException {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    SealingOutput output = new SealingOutput(key, bytes -> sealed.write(array(bytes)));
    for (int at = 0; at < plain.length; at += 5000) {
      output.write(ByteBuffer.wrap(plain, at, Math.min(5000, plain.length - at)));
    }
    output.finish(name);
    return sealed.toByteArray();
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return array;
  }

  private SealedReader open(byte[] sealed, String name) throws IOException {
    return new SealedReader(key, source(sealed), sealed.length, name, new SegmentCache());
  }

  private static SealedReader.Source source(byte[] sealed) {
    return (offset, into) -> into.put(sealed, (int) offset, into.remaining());
  }

  private byte[] readAll(byte[] sealed, String name) throws IOException {
    SealedReader reader = open(sealed, name);
    return read(reader, 0, (int) reader.size());
  }

  private static byte[] read(SealedReader reader, int offset, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    reader.read(offset, into);
    return into.array();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
