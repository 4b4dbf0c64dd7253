package org.kexshot.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
  private static final int PAGE = 4096;

  /** Behind what a codec may touch, and what must be there still. */
  private static final byte WATCHED = 0x5a;

  static Stream<Arguments> codecs() {
    return Stream.of(
        Arguments.of("zstd", new NativeZstd(false), Codecs.javaZstd()),
        Arguments.of("zstd of many blocks", new NativeZstd(true), Codecs.javaZstd()),
        Arguments.of("zstd in Java", Codecs.javaZstd(), new NativeZstd(true)),
        Arguments.of("snappy", new NativeSnappy(), Codecs.javaSnappy()),
        Arguments.of("snappy in Java", Codecs.javaSnappy(), new NativeSnappy()),
        Arguments.of("lzo", Codecs.lzo(), Codecs.lzo()),
        Arguments.of("lz4", Codecs.lz4(), Codecs.lz4()));
  }

  /** Else the tests of the native ones would be of nothing. */
  @Test
  void thisPlatformHasTheNativeLibraries() {
    assertThat(NativeZstd.isAvailable()).isTrue();
    assertThat(NativeSnappy.isAvailable()).isTrue();
    assertThat(Codecs.hasFastZstd()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("codecs")
  void whatOnePacksTheOtherUnpacks(String name, Codec packer, Codec unpacker)
      throws DataFormatException {
    for (int length : new int[] {1, 100, PAGE, 16 * PAGE}) {
      for (byte[] bytes : new byte[][] {new byte[length], noise(length), words(length)}) {
        byte[] packed = new byte[7 + packer.packedBound(length)];
        int size = packer.pack(bytes, 0, length, packed, 7);
        byte[] back = new byte[length + 3];
        assertThat(unpacker.unpack(packed, 7, size, back, 3, length)).isEqualTo(length);
        assertThat(Arrays.copyOfRange(back, 3, back.length)).isEqualTo(bytes);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("codecs")
  void nothingIsWrittenBehindTheRoom(String name, Codec codec, Codec other) {
    byte[] bytes = words(PAGE);
    byte[] packed = new byte[codec.packedBound(PAGE)];
    int size = codec.pack(bytes, 0, PAGE, packed, 0);
    byte[] into = new byte[2 * PAGE];
    Arrays.fill(into, WATCHED);
    assertThatThrownBy(() -> codec.unpack(packed, 0, size, into, 0, PAGE - 1))
        .isInstanceOf(DataFormatException.class);
    for (int i = PAGE - 1; i < into.length; i++) {
      assertThat(into[i]).isEqualTo(WATCHED);
    }
    assertThatThrownBy(() -> codec.pack(bytes, 0, PAGE, new byte[PAGE], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("codecs")
  void whatIsDamagedDoesNotUnpackOrIsItsOwn(String name, Codec codec, Codec other) {
    Random random = new Random(28);
    byte[] packed = new byte[codec.packedBound(PAGE)];
    int size = codec.pack(words(PAGE), 0, PAGE, packed, 0);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = Arrays.copyOf(packed, size);
      for (int j = random.nextInt(4); j >= 0; j--) {
        damaged[random.nextInt(size)] = (byte) random.nextInt();
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(size) : size;
      assertThat(unpacked(codec, damaged, length, 0xaa))
          .isEqualTo(unpacked(codec, damaged, length, 0x55));
    }
  }

  /** The bytes, or null if they do not unpack. */
  private static byte[] unpacked(Codec codec, byte[] packed, int length, int before) {
    byte[] into = new byte[PAGE + 8];
    Arrays.fill(into, (byte) before);
    try {
      int unpacked = codec.unpack(packed, 0, length, into, 0, PAGE);
      assertThat(unpacked).isBetween(0, PAGE);
      assertThat(Arrays.copyOfRange(into, PAGE, PAGE + 8)).containsOnly(before);
      return Arrays.copyOf(into, unpacked);
    } catch (DataFormatException e) {
      return null;
    }
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] words(int length) {
    Random random = new Random(2);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i < 64 || random.nextInt(20) == 0 ? random.nextInt(26) : bytes[i - 64]);
    }
    return bytes;
  }
}
