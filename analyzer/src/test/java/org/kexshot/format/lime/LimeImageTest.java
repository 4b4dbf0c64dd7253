package org.kexshot.format.lime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.FileDumpContract;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;

class LimeImageTest implements FileDumpContract {
  @Override
  public Dump openDump(MemoryModel model, Closeable source) throws IOException {
    byte[] file = LimeFixture.write(model, true, model.ram().toArray(PhysicalRange[]::new));
    return new AvmlFormat().open(ImageFixture.region(file), source);
  }

  @Override
  public MemoryModel image() {
    return ImageFixture.withKernel(
        MemoryModel.random(
            4,
            Set.of(),
            new PhysicalRange(0x1000, 0x1_1000),
            new PhysicalRange(0x2_0000, 0x2_4000)));
  }

  @Override
  public DumpDescription description() {
    return ImageFixture.descriptionInMemory();
  }

  @Override
  public boolean carriesRegisters() {
    return false;
  }

  private static final int RANGE = 0x2_3000;

  @Property(tries = 30)
  void whatIsInTheRangesIsRead(@ForAll long seed, @ForAll boolean packed) throws IOException {
    FakePhysicalMemory memory = image(seed);
    try (Dump dump = open(write(memory, packed))) {
      assertThat(dump.formatName()).isEqualTo(packed ? "AVML v2" : "LiME v1");
      assertThat(dump.memory().ram())
          .containsExactly(
              new PhysicalRange(0x1000, 0x1000 + RANGE),
              new PhysicalRange(0x5_0000, 0x5_0000 + RANGE));
      byte[] expected = new byte[RANGE];
      byte[] actual = new byte[RANGE];
      for (PhysicalRange range : dump.memory().ram()) {
        memory.read(range.start(), expected, 0, RANGE);
        dump.memory().read(range.start(), actual, 0, RANGE);
        assertThat(actual).isEqualTo(expected);
      }
      assertThat(dump.memory().state(0)).isEqualTo(PageState.NOT_RAM);
    }
  }

  @Property(tries = 30)
  void aFileThatBreaksOffGoesAsFarAsItGoes(@ForAll long seed, @ForAll boolean packed)
      throws IOException {
    FakePhysicalMemory memory = image(seed);
    byte[] whole = write(memory, packed);
    byte[] cut = Arrays.copyOf(whole, whole.length - 0x4000);
    try (Dump dump = open(cut)) {
      byte[] expected = new byte[4096];
      byte[] actual = new byte[4096];
      memory.read(0x1000, expected, 0, 4096);
      dump.memory().read(0x1000, actual, 0, 4096);
      assertThat(actual).isEqualTo(expected);
      long last = 0x5_0000 + RANGE - 4096;
      assertThatThrownBy(() -> dump.memory().read(last, actual, 0, 4096))
          .isInstanceOfSatisfying(
              MemoryFault.class,
              fault -> assertThat(fault.state()).isEqualTo(PageState.UNREADABLE));
    }
  }

  @Test
  void aDamagedFrameIsNamed() throws IOException {
    byte[] file = write(image(1), true);
    file[0x3000] ^= 1;
    try (Dump dump = open(file)) {
      byte[] all = new byte[RANGE];
      assertThatThrownBy(() -> dump.memory().read(0x1000, all, 0, RANGE))
          .isInstanceOf(DumpFormatException.class)
          .hasMessageContaining("snappy");
    }
  }

  @Test
  void aRangeThatCannotBeIsNamed() throws IOException {
    byte[] file = write(image(1), false);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(16, 1L << 60);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageContaining("offset 0x8")
        .hasMessageContaining("52 bits");
  }

  private static Dump open(byte[] file) throws IOException {
    return DumpFiles.open(ImageFixture.region(file), () -> {});
  }

  /** Random and constant stretches. */
  private static FakePhysicalMemory image(long seed) {
    Random random = new Random(seed);
    FakePhysicalMemory memory = new FakePhysicalMemory(0x8_0000);
    for (long address = 0; address < 0x8_0000; address += 4096) {
      byte[] page = new byte[4096];
      if (random.nextBoolean()) {
        random.nextBytes(page);
      }
      memory.write(address, page);
    }
    return memory;
  }

  private static byte[] write(FakePhysicalMemory memory, boolean packed) throws IOException {
    return LimeFixture.write(
        memory,
        packed,
        new PhysicalRange(0x1000, 0x1000 + RANGE),
        new PhysicalRange(0x5_0000, 0x5_0000 + RANGE));
  }
}
