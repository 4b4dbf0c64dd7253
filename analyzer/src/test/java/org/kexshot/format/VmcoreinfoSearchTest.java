package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.format.elf.ElfCoreWriter;
import org.kexshot.format.elf.SegmentAddresses;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.MemorySink;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

class VmcoreinfoSearchTest {
  private static final long TOP_TABLE = 0x3000;

  @Test
  void findsTheNoteOfThisBootAndNoOther() throws IOException {
    FakePhysicalMemory memory = kernel();
    memory.write(0x5000, text("6.0.0-old", 0xc000_6000L));
    memory.write(0x6000, new byte[4096]);
    memory.write(0x8000, text("6.1.0-this", 0xc000_0000L + TOP_TABLE));
    try (Dump dump = withoutNote(memory)) {
      assertThat(dump.vmcoreinfo().orElseThrow().osRelease()).contains("6.1.0-this");
      // It is no note of the file, which has none.
      assertThat(dump.notes().vmcoreinfo()).isEmpty();
    }
  }

  @Test
  void findsNoneWhereThereIsNone() throws IOException {
    try (Dump dump = withoutNote(kernel())) {
      assertThat(dump.vmcoreinfo()).isEmpty();
    }
  }

  /** A page directory of i386 that maps the first 4 MiB at 3 GiB as one page. */
  private static FakePhysicalMemory kernel() {
    FakePhysicalMemory memory = new FakePhysicalMemory(0x10000);
    memory.write(TOP_TABLE, new byte[4096]);
    memory.writeNumber(TOP_TABLE + 0x300 * 4, 0x83 | 0x60, 4);
    return memory;
  }

  private static byte[] text(String release, long topTable) {
    return "OSRELEASE=%s\nPAGESIZE=4096\nSYMBOL(swapper_pg_dir)=%x\n"
        .formatted(release, topTable)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A core whose VMCOREINFO note has lost its name. */
  private static Dump withoutNote(FakePhysicalMemory memory) throws IOException {
    Vmcoreinfo info = ImageFixture.VMCOREINFO;
    DumpDescription description =
        new DumpDescription(
            Architecture.I386,
            Utsname.of(info, Architecture.I386),
            Instant.EPOCH,
            info,
            ElfNotes.none());
    MemorySink sink = new MemorySink();
    ElfCoreWriter.write(
        memory,
        ImageFixture.allOf(memory),
        description,
        SegmentAddresses.UNKNOWN,
        1,
        sink,
        PageProgress.NONE);
    byte[] file = sink.bytes();
    String latin = new String(file, StandardCharsets.ISO_8859_1);
    file[latin.indexOf(ElfNotes.VMCOREINFO)] = 'X';
    return DumpFiles.open(ImageFixture.region(file), () -> {});
  }
}
