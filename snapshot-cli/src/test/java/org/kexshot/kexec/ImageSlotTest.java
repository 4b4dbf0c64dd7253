package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.kexec.KexecImage.Segment;
import org.kexshot.memory.VirtualMemory;

/** With a struct kimage whose layout follows no kernel's. */
class ImageSlotTest {
  private static final long BASE = 0x1000;
  private static final int IMAGE = 0x40;
  private static final int FLAGS = 0x1d0;

  private final ImageSlot slot =
      new ImageSlot(
          BASE,
          Map.of(
              "head", 8,
              "control_code_page", 16,
              "nr_segments", 24,
              "preserve_context", FLAGS * 8 + 1,
              "segment", 32));

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void readsWhatIsLoaded(int pointerSize) throws IOException {
    ByteBuffer bytes = bytes();
    word(bytes, 0, pointerSize, BASE + IMAGE);
    word(bytes, IMAGE + 8, pointerSize, 0x9fb002);
    word(bytes, IMAGE + 16, pointerSize, 0xf6811da0L);
    word(bytes, IMAGE + 24, pointerSize, 2);
    bytes.put(IMAGE + FLAGS, (byte) 0b10);
    long[] words = {0, 0, 0, 0x9e000, 0xb7000000L, 0x5000, 0x10000000, 0x6000};
    for (int i = 0; i < words.length; i++) {
      word(bytes, IMAGE + 32 + i * pointerSize, pointerSize, words[i]);
    }
    assertThat(slot.read(memory(bytes, pointerSize)))
        .contains(
            new KexecImage(
                BASE + IMAGE,
                0x9fb002,
                0xf6811da0L,
                true,
                List.of(
                    new Segment(0, 0, 0, 0x9e000),
                    new Segment(0xb7000000L, 0x5000, 0x10000000, 0x6000))));
  }

  @Test
  void nothingIsLoaded() throws IOException {
    assertThat(slot.read(memory(bytes(), 8))).isEmpty();
  }

  /** A layout that does not fit would call any image another one, or its own. */
  @Test
  void aLayoutThatDoesNotFitIsAnError() {
    ByteBuffer bytes = bytes();
    word(bytes, 0, 8, BASE + IMAGE);
    word(bytes, IMAGE + 24, 8, 17);
    assertThatThrownBy(() -> slot.read(memory(bytes, 8)))
        .hasMessageContaining("17 segments, at most 16 expected");
  }

  @Test
  void isRememberedAsItWas() {
    assertThat(ImageSlot.of(slot.values())).isEqualTo(slot);
    assertThat(Optional.of(slot.values()).orElseThrow()).hasSize(6);
  }

  private static ByteBuffer bytes() {
    return ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void word(ByteBuffer bytes, int at, int size, long value) {
    if (size == 4) {
      bytes.putInt(at, (int) value);
    } else {
      bytes.putLong(at, value);
    }
  }

  private static VirtualMemory memory(ByteBuffer bytes, int pointerSize) {
    return new VirtualMemory() {
      @Override
      public void read(long address, byte[] into, int offset, int length) {
        int at = (int) (address - BASE);
        System.arraycopy(
            Arrays.copyOfRange(bytes.array(), at, at + length), 0, into, offset, length);
      }

      @Override
      public int pointerSize() {
        return pointerSize;
      }
    };
  }

  @Test
  void saysWhetherAnImageIsLoaded(@TempDir Path directory) throws IOException {
    Path loaded = directory.resolve("kexec_loaded");
    Files.writeString(loaded, "0\n");
    assertThat(ImageSlot.isOccupied(loaded)).isFalse();
    Files.writeString(loaded, "1\n");
    assertThat(ImageSlot.isOccupied(loaded)).isTrue();
  }

  /** Checking such a kernel ended there, and so did what needs no jump. */
  @Test
  void aKernelWithoutKexecHasNone(@TempDir Path directory) throws IOException {
    assertThat(ImageSlot.isOccupied(directory.resolve("kexec_loaded"))).isFalse();
  }
}
