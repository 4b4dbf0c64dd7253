package org.kexshot.format.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.Fault;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.FileDumpContract;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;

class RawImageTest implements FileDumpContract {
  @Override
  public Dump openDump(MemoryModel model, Closeable source) throws IOException {
    StringBuilder map = new StringBuilder("packed\n");
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (PhysicalRange range : model.ram()) {
      map.append("%x-%x\n".formatted(range.start(), range.end() - 1));
      byte[] bytes = new byte[(int) range.length()];
      model.read(range.start(), bytes, 0, bytes.length);
      file.write(bytes);
    }
    return RawImage.open(
        ImageFixture.region(file.toByteArray()), MemoryMap.parse("map", map.toString()), source);
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

  private static final String IOMEM =
      """
      00000000-00000fff : Reserved
      00001000-00002fff : System RAM
      000a0000-000bffff : PCI Bus 0000:00
      00004000-00005fff : System RAM
        00004800-000048ff : Kernel code
      fec00000-fec003ff : IOAPIC 0
      """;

  @TempDir private Path directory;

  private Dump open(int pages, String map) throws IOException {
    byte[] bytes = new byte[pages * 4096];
    for (int page = 0; page < pages; page++) {
      bytes[page * 4096] = (byte) (page + 1);
    }
    Path file = Files.write(directory.resolve("raw"), bytes);
    return DumpFiles.open(file, MemoryMap.read(Files.writeString(directory.resolve("map"), map)));
  }

  private static int firstByte(Dump dump, long address) throws IOException {
    byte[] one = new byte[1];
    dump.memory().read(address, one, 0, 1);
    return one[0];
  }

  @Test
  void aRangeLiesAtItsAddress() throws IOException {
    try (Dump dump = open(6, IOMEM)) {
      assertThat(dump.formatName()).isEqualTo("raw");
      assertThat(dump.memory().ram())
          .containsExactly(new PhysicalRange(0x1000, 0x3000), new PhysicalRange(0x4000, 0x6000));
      assertThat(firstByte(dump, 0x1000)).isEqualTo(2);
      assertThat(firstByte(dump, 0x5000)).isEqualTo(6);
      assertThat(dump.memory().state(0)).isEqualTo(PageState.NOT_RAM);
      assertThat(dump.problems()).isEmpty();
    }
  }

  /** As memory that was added later, and a range inside another of its name, look. */
  @Fault("`--map` refuses a copy of `/proc/iomem` with nested System RAM")
  @Test
  void nestedSystemRamCountsOnce() throws IOException {
    String iomem =
        """
        00001000-00002fff : System RAM
          00001000-00001fff : System RAM
            00001800-000018ff : System RAM (kmem)
        00004000-00005fff : Persistent Memory
          00004000-00005fff : dax0.0
            00005000-00005fff : System RAM (kmem)
        """;
    try (Dump dump = open(6, iomem);
        Dump packed = open(3, "packed\n" + iomem)) {
      assertThat(dump.memory().ram())
          .containsExactly(new PhysicalRange(0x1000, 0x3000), new PhysicalRange(0x5000, 0x6000));
      assertThat(firstByte(packed, 0x5000)).isEqualTo(3);
      assertThat(packed.problems()).isEmpty();
    }
  }

  @Test
  void packedRangesFollowEachOther() throws IOException {
    try (Dump dump = open(4, "packed\n" + IOMEM)) {
      assertThat(firstByte(dump, 0x2000)).isEqualTo(2);
      assertThat(firstByte(dump, 0x4000)).isEqualTo(3);
      assertThat(dump.memory().presentFrames().count()).isEqualTo(4);
    }
  }

  @Test
  void anOffsetSaysWhereARangeBegins() throws IOException {
    try (Dump dump = open(4, "packed\n0x1000-0x1fff 2000 # the third\n4000-4fff\n")) {
      assertThat(firstByte(dump, 0x1000)).isEqualTo(3);
      assertThat(firstByte(dump, 0x4000)).isEqualTo(4);
    }
  }

  @Test
  void whatTheFileDoesNotReachIsUnreadable() throws IOException {
    try (Dump dump = open(5, IOMEM)) {
      assertThat(dump.memory().state(4)).isEqualTo(PageState.PRESENT);
      assertThat(dump.memory().state(5)).isEqualTo(PageState.UNREADABLE);
      assertThat(dump.problems())
          .singleElement()
          .asString()
          .contains("4096 bytes of memory are not there, the first at physical 0x5000");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000-1fff\\nsome text     | offset 0xa: \"some text\" is not a line",
        "2000-1fff                 | offset 0x0: a range from 0x2000 to 0x1fff",
        "0-ffffffffffffffff        | at most 52 bits",
        "1000-1fff ffffffffffffffff| at most 63 bits",
        "1000-2fff\\n2000-3fff     | the ranges from 0x1000 and from 0x2000 overlap",
        "00001000-00001fff : ACPI  | no range of RAM",
        "0-0 : System RAM\\n0-0 : System RAM | copy it as root"
      })
  void aMapThatIsNoneIsRefused(String map, String words) {
    assertThatThrownBy(() -> MemoryMap.parse("the.map", map.replace("\\n", "\n")))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageStartingWith("the.map: ")
        .hasMessageContaining(words);
  }
}
