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
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
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

  /** Padding, a digest, the rest of a block device, a header that was cut. */
  @Fault("A LiME image with anything behind its last range is refused")
  @Property(tries = 20)
  void whatLiesBehindTheLastRangeIsTold(
      @ForAll boolean packed, @ForAll @IntRange(min = 1, max = 9000) int more, @ForAll byte fill)
      throws IOException {
    FakePhysicalMemory memory = image(1);
    byte[] whole = write(memory, packed);
    byte[] longer = Arrays.copyOf(whole, whole.length + more);
    Arrays.fill(longer, whole.length, longer.length, fill);
    try (Dump dump = open(longer)) {
      assertThat(dump.problems())
          .singleElement()
          .asString()
          .contains("%d bytes".formatted(more), "0x%x".formatted(whole.length));
      for (PhysicalRange range : dump.memory().ram()) {
        byte[] expected = new byte[RANGE];
        memory.read(range.start(), expected, 0, RANGE);
        byte[] actual = new byte[RANGE];
        dump.memory().read(range.start(), actual, 0, RANGE);
        assertThat(actual).isEqualTo(expected);
      }
    }
  }

  @Fault("A LiME image that is cut in a header opens without a warning")
  @Property(tries = 20)
  void aHeaderThatIsCutIsTold(
      @ForAll boolean packed, @ForAll @IntRange(min = 1, max = 31) int header) throws IOException {
    FakePhysicalMemory memory = image(1);
    byte[] first = LimeFixture.write(memory, packed, new PhysicalRange(0x1000, 0x1000 + RANGE));
    try (Dump dump = open(Arrays.copyOf(write(memory, packed), first.length + header))) {
      assertThat(dump.problems())
          .singleElement()
          .asString()
          .contains("less than the header of a range");
    }
  }

  @Test
  void aLaterRangeThatCannotBeEndsWhatIsRead() throws IOException {
    FakePhysicalMemory memory = image(1);
    int second = 32 + RANGE;
    byte[] lime = write(memory, false);
    ByteBuffer.wrap(lime).order(ByteOrder.LITTLE_ENDIAN).putInt(second + 4, 9);
    byte[] avml = write(memory, true);
    byte[] onDevice = Arrays.copyOf(avml, avml.length);
    Arrays.fill(onDevice, avml.length - 0x9000, avml.length, (byte) 0x2a);
    try (Dump dump = open(lime);
        Dump other = open(onDevice)) {
      assertThat(dump.problems()).singleElement().asString().contains("version 9");
      assertThat(dump.memory().ram()).hasSize(1);
      assertThat(other.problems()).hasSize(2).last().asString().contains("type 0x2a");
      assertThat(other.memory().state(1)).isEqualTo(PageState.PRESENT);
      assertThat(other.memory().state(0x72)).isEqualTo(PageState.UNREADABLE);
    }
  }

  @Test
  void anAvmlImageThatLostTheEndOfItsLastRangeSaysSo() throws IOException {
    byte[] whole = write(image(1), true);
    try (Dump dump = open(Arrays.copyOf(whole, whole.length - 3))) {
      assertThat(dump.problems()).singleElement().asString().contains("breaks off");
      assertThat(dump.memory().unreadableFrames().count()).isZero();
    }
  }

  @Property(tries = 10)
  void memoryThatIsThereTwiceIsToldAndTheFirstCounts(@ForAll boolean packed) throws IOException {
    FakePhysicalMemory memory = image(1);
    byte[] first = LimeFixture.write(memory, packed, new PhysicalRange(0x2000, 0x4000));
    memory.write(0x2000, new byte[] {1, 2, 3});
    byte[] second = LimeFixture.write(memory, packed, new PhysicalRange(0x1000, 0x3000));
    byte[] file = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, file, first.length, second.length);
    try (Dump dump = open(file)) {
      assertThat(dump.problems())
          .singleElement()
          .asString()
          .contains("4096 bytes of memory", "physical 0x2000", "what comes first");
      byte[] found = new byte[0x2000];
      dump.memory().read(0x2000, found, 0, 0x2000);
      byte[] expected = new byte[0x2000];
      image(1).read(0x2000, expected, 0, 0x2000);
      assertThat(found).isEqualTo(expected);
      assertThat(dump.memory().ram()).containsExactly(new PhysicalRange(0x1000, 0x4000));
    }
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
