package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;
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

  /** As Hyper-V writes one that is wrong, and others one of nothing or of a part. */
  @Fault("A wrong, empty or partial VMCOREINFO note blocks everything")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "OSRELEASE=6.0.0-old\nPAGESIZE=4096\nSYMBOL(init_uts_ns)=c0001000\nSYMBOL(_stext)=c0000000\n"
            + "SYMBOL(swapper_pg_dir)=c0006000\n",
        "",
        "OSRELEASE=6.1.0-this\nPAGE"
      })
  void aNoteThatIsNotOfThisMemoryIsReplacedAndToldOf(String own) throws IOException {
    FakePhysicalMemory memory = kernel();
    memory.write(0x8000, text("6.1.0-this", 0xc000_0000L + TOP_TABLE));
    Vmcoreinfo note = Vmcoreinfo.parse(own.getBytes(StandardCharsets.US_ASCII));
    Dump dump = DescribedDump.of(new Noted(memory, note));
    assertThat(dump.vmcoreinfo().orElseThrow().symbol("swapper_pg_dir"))
        .hasValue(0xc000_0000L + TOP_TABLE);
    assertThat(dump.notes().vmcoreinfo().orElseThrow().osRelease()).contains("6.1.0-this");
    assertThat(dump.problems())
        .singleElement()
        .asString()
        .startsWith("the file's VMCOREINFO note ")
        .contains("that of kernel 6.1.0-this, found in memory, is used");
  }

  @Test
  void aNoteOfThisMemoryIsLeftAsItIs() throws IOException {
    FakePhysicalMemory memory = kernel();
    memory.write(0x8000, text("6.1.0-other", 0xc000_0000L + TOP_TABLE));
    Vmcoreinfo note = Vmcoreinfo.parse(text("6.1.0-this", 0xc000_0000L + TOP_TABLE));
    Dump own = new Noted(memory, note);
    assertThat(DescribedDump.of(own)).isSameAs(own);
  }

  /** Nothing better is there; what needs the kernel says so. */
  @Test
  void aNoteIsKeptWhereMemoryHasNone() throws IOException {
    Vmcoreinfo wrong = Vmcoreinfo.parse(text("6.0.0-old", 0xc000_6000L));
    Dump own = new Noted(kernel(), wrong);
    assertThat(DescribedDump.of(own)).isSameAs(own);
  }

  private record Noted(FakePhysicalMemory memory, Vmcoreinfo note) implements Dump {
    @Override
    public String formatName() {
      return "noted";
    }

    @Override
    public Architecture architecture() {
      return Architecture.X86_64;
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
      return Optional.of(note);
    }

    @Override
    public void close() {}
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
