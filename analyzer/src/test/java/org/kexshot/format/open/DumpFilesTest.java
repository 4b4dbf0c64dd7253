package org.kexshot.format.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.Fault;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.DumpFormat;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.elf.ElfCoreWriter;
import org.kexshot.format.elf.SegmentAddresses;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.lime.LimeFixture;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.MemorySink;
import org.kexshot.format.write.PageProgress;
import org.kexshot.io.ByteRegion;
import org.kexshot.memory.FakePhysicalMemory;

class DumpFilesTest {
  private static final String EXPECTED =
      "an ELF core, a kdump-compressed, flattened, LiME or AVML file expected;"
          + " a raw image needs a memory map";

  private static final FakePhysicalMemory MEMORY = memory();

  private static FakePhysicalMemory memory() {
    FakePhysicalMemory memory = new FakePhysicalMemory(0x3000);
    memory.write(0, new byte[0x3000]);
    return memory;
  }

  /** So the order of the list tells no file differently. */
  @Test
  void eachFileIsRecognizedByItsFormatAlone() throws IOException {
    PhysicalRange all = new PhysicalRange(0, 0x3000);
    assertThat(recognizers(elf())).containsExactly("ELF core");
    assertThat(recognizers(kdump())).containsExactly("kdump-compressed");
    assertThat(recognizers(flattened(new byte[] {1}))).containsExactly("flattened");
    assertThat(recognizers(LimeFixture.write(MEMORY, false, all))).containsExactly("LiME");
    assertThat(recognizers(LimeFixture.write(MEMORY, true, all))).containsExactly("AVML");
  }

  @Test
  void namesWhatItKnowsWhereItKnowsNothing() throws IOException {
    assertRefused("GIF89a".getBytes(), "begins with 47 49 46 38 39 61 (6 bytes in all); ");
    byte[] flattened = flattened("GIF89a..more".getBytes());
    assertRefused(flattened, "begins with 47 49 46 38 39 61 2e 2e (12 bytes in all); ");
  }

  @Fault("Of files of other programs nothing is told but bytes")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1f8b0800                       | packed by gzip; kexshot import stores it as it is, or unpack it: gzip -dk FILE",
        "fd377a585a000004               | packed by xz",
        "28b52ffd04                     | packed by zstd",
        "425a6839                       | packed by bzip2",
        "789c0102                       | packed by zlib",
        "ed238f61730119a8               | a dump of LKCD",
        "4449534b44554d50               | a dump of diskdump",
        "736164756d700000               | a dump of sadump",
        "5145564d00000003               | QEMU saved",
        "4c696276697274516 56d756453617665 | virsh saved",
        "d2bed2be08000000               | state file of VMware",
        "d2bad2ba08000000               | state file of VMware",
        "d0bed0be08000000               | state file of VMware",
        "5041474544553634                | crash dump of Windows",
        "58656e20736176656420646f6d61696e | xl saved",
        "3aff26ed01000000               | Android sparse image",
        "455646090d0aff0001             | E01 image",
        "7f5669727475616c426f782053617665645374617465 | VirtualBox saved",
      })
  void foreignFilesAreCalledByTheirNames(String hex, String words) {
    byte[] magic = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] file = Arrays.copyOf(magic, 5000);
    assertThatThrownBy(() -> DumpFiles.open(ImageFixture.region(file), () -> {}))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageStartingWith("test.dump: offset 0x0: ")
        .hasMessageContaining(words)
        .hasMessageEndingWith("file expected");
  }

  /** The rest of it is shorter than what tells some files. */
  @Test
  void aHibernatedSystemIsCalledThat() {
    byte[] swap = new byte[4096];
    System.arraycopy("S1SUSPEND".getBytes(), 0, swap, 4086, 9);
    assertThatThrownBy(() -> DumpFiles.open(ImageFixture.region(swap), () -> {}))
        .hasMessageContaining("hibernated system");
  }

  /** A name and an offset once, however deep what was cut off is found. */
  @Fault("Truncation names file and offset twice")
  @Test
  void aFileThatIsCutOffIsNamedOnce() throws IOException {
    byte[] head = Arrays.copyOf(kdump(), 4100);
    assertThatThrownBy(() -> DumpFiles.open(ImageFixture.region(head), () -> {}))
        .isInstanceOf(DumpFormatException.class)
        .hasMessage(
            "test.dump: offset 0x1000: 104 bytes expected, but the data ends at 0x1004; the file is"
                + " cut off");
  }

  /** makedumpfile flattens what it writes itself, and nothing else. */
  @Test
  void aFlattenedLimeImageIsNone() throws IOException {
    byte[] lime = LimeFixture.write(MEMORY, false, new PhysicalRange(0, 0x3000));
    assertRefused(flattened(lime), "begins with 45 4d 69 4c 01 00 00 00 (12320 bytes in all); ");
  }

  private static void assertRefused(byte[] file, String found) {
    assertThatThrownBy(() -> DumpFiles.open(ImageFixture.region(file), () -> {}))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageEndingWith(": offset 0x0: " + found + EXPECTED);
  }

  private static List<String> recognizers(byte[] file) throws IOException {
    ByteRegion region = ImageFixture.region(file);
    List<String> names = new ArrayList<>();
    for (DumpFormat format : DumpFiles.FORMATS) {
      if (format.recognizes(region)) {
        names.add(format.name());
      }
    }
    return names;
  }

  private static byte[] elf() throws IOException {
    MemorySink file = new MemorySink();
    ElfCoreWriter.write(
        MEMORY,
        ImageFixture.allOf(MEMORY),
        ImageFixture.description(Architecture.X86_64),
        SegmentAddresses.UNKNOWN,
        1,
        file,
        PageProgress.NONE);
    return file.bytes();
  }

  private static byte[] kdump() throws IOException {
    MemorySink file = new MemorySink();
    DumpDescription description = ImageFixture.description(Architecture.X86_64);
    KdumpWriter.write(MEMORY, ImageFixture.allOf(MEMORY), description, Compression.ZLIB, 1, file);
    return file.bytes();
  }

  private static byte[] flattened(byte[] file) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    DumpSink sink = new FlattenedSink(Channels.newChannel(stream));
    sink.write(0, ByteBuffer.wrap(file));
    sink.finish();
    return stream.toByteArray();
  }
}
