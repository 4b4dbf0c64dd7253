package org.kexshot.format.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.ElfSegment;
import org.kexshot.format.FileDumpContract;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.TestRegions;
import org.kexshot.format.write.MemorySink;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

class ElfCoreTest implements FileDumpContract {
  @Override
  public Dump openDump(MemoryModel model, Closeable source) throws IOException {
    MemorySink sink = new MemorySink();
    ElfCoreWriter.write(
        model,
        ImageFixture.allOf(model),
        description(),
        SegmentAddresses.UNKNOWN,
        1,
        sink,
        PageProgress.NONE);
    return ElfCore.open(ImageFixture.region(sink.bytes()), source);
  }

  private static final Vmcoreinfo INFO =
      Vmcoreinfo.parse("OSRELEASE=6.1.0\n".getBytes(StandardCharsets.US_ASCII));

  @Test
  void readsA32BitCore() throws IOException {
    ElfCore core = open(elf32(0x3000));
    assertThat(core.formatName()).isEqualTo("ELF32 core");
    assertThat(core.architecture()).isEqualTo(Architecture.I386);
    assertThat(core.vmcoreinfo().orElseThrow().osRelease()).contains("6.1.0");
    PhysicalMemory memory = core.memory();
    assertThat(memory.ram())
        .containsExactly(new PhysicalRange(0x1000, 0x3000), new PhysicalRange(0x5000, 0x5400));
    assertThat(memory.endPfn()).isEqualTo(6);
    byte[] bytes = new byte[2];
    memory.read(0x1fff, bytes, 0, 1);
    assertThat(bytes[0]).isEqualTo((byte) 0x1f);
  }

  @Test
  void tellsExcludedNoRamAndMissingApart() throws IOException {
    PhysicalMemory memory = open(elf32(0x2c00)).memory();
    assertThat(memory.state(0)).isEqualTo(PageState.NOT_RAM);
    assertThat(memory.state(1)).isEqualTo(PageState.PRESENT);
    assertThat(memory.state(2)).isEqualTo(PageState.EXCLUDED);
    assertThat(memory.state(5)).isEqualTo(PageState.UNREADABLE);
    assertThat(memory.state(1000)).isEqualTo(PageState.NOT_RAM);
    assertThat(memory.presentFrames().count()).isEqualTo(1);
    assertThatThrownBy(() -> memory.read(0x1ff0, new byte[32], 0, 32))
        .isInstanceOfSatisfying(
            MemoryFault.class,
            fault -> {
              assertThat(fault.address()).isEqualTo(0x2000);
              assertThat(fault.state()).isEqualTo(PageState.EXCLUDED);
            });
    assertThatThrownBy(() -> memory.read(0x5000, new byte[1], 0, 1))
        .isInstanceOfSatisfying(
            MemoryFault.class, fault -> assertThat(fault.state()).isEqualTo(PageState.UNREADABLE));
  }

  /** Firmware owns the rest of the last page below 640 KiB; what keeps pages has zeros there. */
  @Test
  void whatIsNoRamInAPageIsNotRead() throws IOException {
    PhysicalMemory memory = open(elf32(0x3000)).memory();
    assertThat(memory.state(5)).isEqualTo(PageState.PRESENT);
    assertMissing(memory, 0x5000, 0x1000, 0x5400, PageState.NOT_RAM);
    ByteBuffer direct = ByteBuffer.allocateDirect(4096);
    memory.readFrame(5, direct);
    byte[] page = new byte[4096];
    Arrays.fill(page, 0, 0x400, (byte) 0x53);
    assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(page));
  }

  /** A segment of 16 bytes of which the file has 12. */
  @Fault("Bytes of a page that a file never held are read as zeros")
  @Test
  void whatWasLeftOutOfAPageIsUnknown() throws IOException {
    ByteBuffer file = elf32(0x3000);
    segment(file, 2, ElfLayout.PT_LOAD, 0x2c00, 0x5000, 12, 16);
    PhysicalMemory memory = open(file).memory();
    byte[] there = new byte[12];
    memory.read(0x5000, there, 0, 12);
    assertThat(there).containsOnly(0x53);
    assertMissing(memory, 0x5000, 16, 0x500c, PageState.EXCLUDED);
    assertMissing(memory, 0x500e, 1, 0x500e, PageState.EXCLUDED);
    assertMissing(memory, 0x5010, 1, 0x5010, PageState.NOT_RAM);
    assertThat(memory.state(5)).isEqualTo(PageState.EXCLUDED);
    assertThat(memory.presentFrames().contains(5)).isFalse();
    assertThatThrownBy(() -> memory.readFrame(5, ByteBuffer.allocate(4096)))
        .isInstanceOf(MemoryFault.class);
  }

  @Fault("The core of a process is taken for memory of a machine")
  @ParameterizedTest
  @ValueSource(ints = {6, 0x4649_4c45, 0x5349_4749})
  void theCoreOfAProcessIsRefused(int note) {
    ByteBuffer file = elf32(0x3000);
    byte[] notes = new ElfNotes(List.of(new ElfNotes.Note("CORE", note, new byte[8]))).encode();
    file.put(0x800, notes);
    segment(file, 0, ElfLayout.PT_NOTE, 0x800, 0, notes.length, notes.length);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageContaining("test.elf: offset 0xc0: the core of a process");
  }

  @Test
  void aCoreOfAXenGuestIsCalledThat() {
    ByteBuffer file = ElfLayout.ELF64.coreHeader(Architecture.X86_64, 64, 0);
    assertThatThrownBy(() -> open(file)).hasMessageContaining("xl dump-core");
  }

  @Test
  void thatXenRanIsTold() throws IOException {
    ByteBuffer file = elf32(0x3000);
    byte[] notes =
        new ElfNotes(List.of(new ElfNotes.Note("Xen", 0x100_0001, new byte[8]))).encode();
    file.put(0x800, notes);
    segment(file, 0, ElfLayout.PT_NOTE, 0x800, 0, notes.length, notes.length);
    assertThat(open(file).problems()).singleElement().asString().contains("under Xen");
  }

  /** As {@code gcore} leaves it where it writes no notes of its own. */
  @Test
  void aCoreWhoseSegmentsAreAllAtZeroIsRefused() {
    ByteBuffer file = elf32(0x3000);
    segment(file, 1, ElfLayout.PT_LOAD, 0x1c00, 0, 0x1000, 0x1000);
    segment(file, 2, ElfLayout.PT_LOAD, 0x2c00, 0, 0x400, 0x400);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageContaining("all of 2 segments lie at physical address 0");
  }

  @Fault("Segments that overlap are dropped unsaid")
  @Test
  void ofSegmentsThatOverlapTheFirstCountsAndItIsTold() throws IOException {
    ByteBuffer file = elf32(0x3000);
    segment(file, 1, ElfLayout.PT_LOAD, 0x1c00, 0x1800, 0x1000, 0x1000);
    segment(file, 2, ElfLayout.PT_LOAD, 0x2c00, 0x1600, 0x400, 0x400);
    ElfCore core = open(file);
    assertThat(core.problems())
        .singleElement()
        .asString()
        .contains("512 bytes of memory", "physical 0x1800");
    byte[] bytes = new byte[0x1200];
    core.memory().read(0x1600, bytes, 0, bytes.length);
    assertThat(Arrays.copyOf(bytes, 0x200)).containsOnly(0x53);
    assertThat(Arrays.copyOfRange(bytes, 0x200, 0x1200)).containsOnly(0x1f);
  }

  /** {@code /proc/vmcore} names the kernel's image twice, QEMU a page for each of its mappings. */
  @Test
  void aSecondViewOfTheSameMemoryIsNoOverlap() throws IOException {
    ByteBuffer qemu = elf32(0x3000);
    segment(qemu, 2, ElfLayout.PT_LOAD, 0x1c00, 0x1000, 0x400, 0x400);
    assertThat(open(qemu).problems()).isEmpty();
    ElfLayout layout = ElfLayout.ELF64;
    ByteBuffer vmcore = ByteBuffer.allocate(0x4000).order(ByteOrder.LITTLE_ENDIAN);
    vmcore.put(layout.coreHeader(Architecture.X86_64, 64, 2).array());
    new ElfSegment(1, 7, 0x3000, 0xffff_ffff_8100_0000L, 0x2000, 0x1000, 0x1000)
        .write(layout, vmcore);
    new ElfSegment(1, 7, 0x1000, 0xffff_8880_0000_1000L, 0x1000, 0x2000, 0x2000)
        .write(layout, vmcore);
    assertThat(open(vmcore.clear()).problems()).isEmpty();
  }

  private static void assertMissing(
      PhysicalMemory memory, long from, int length, long address, PageState state) {
    for (ByteBuffer into :
        List.of(ByteBuffer.allocate(length), ByteBuffer.allocateDirect(length))) {
      assertThatThrownBy(() -> memory.read(from, into))
          .isInstanceOfSatisfying(
              MemoryFault.class,
              fault -> {
                assertThat(fault.address()).isEqualTo(address);
                assertThat(fault.state()).isEqualTo(state);
              });
    }
  }

  @Test
  void refusesWhatIsNoCore() {
    ByteBuffer file = elf32(0x3000);
    file.putShort(ElfLayout.E_TYPE, (short) 2);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageContaining("test.elf: offset 0x10: ELF type 2; 4 (core) expected");
  }

  @Test
  void notesComeBackAsTheyWere() {
    ElfNotes notes =
        new ElfNotes(List.of(new ElfNotes.Note("CORE", 1, new byte[] {1, 2, 3})))
            .withVmcoreinfo(INFO);
    ElfNotes decoded = ElfNotes.decode(notes.encode());
    assertThat(decoded.processors()).isEqualTo(1);
    assertThat(decoded.notes().get(0).descriptor()).containsExactly(1, 2, 3);
    String text =
        new String(
            notes.encode(),
            notes.vmcoreinfoOffset(),
            INFO.bytes().length,
            StandardCharsets.US_ASCII);
    assertThat(text).isEqualTo("OSRELEASE=6.1.0\n");
  }

  private static ElfCore open(ByteBuffer file) throws IOException {
    return ElfCore.open(TestRegions.of("test.elf", file), () -> {});
  }

  /**
   * A core as QEMU lays it out: e_ehsize 8, program headers late in the file. Page frame 1 is
   * there, page frame 2 excluded, 0x400 bytes of page frame 5 are RAM at file offset 0x2c00.
   */
  private static ByteBuffer elf32(int length) {
    ElfLayout layout = ElfLayout.ELF32;
    ByteBuffer file = ByteBuffer.allocate(0x3000).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0, layout.coreHeader(Architecture.I386, 192, ElfLayout.PN_XNUM).array());
    file.putShort(layout.ehsize(), (short) 8);
    file.putInt(layout.shoff(), 64);
    file.putInt(64 + layout.shInfo(), 3);
    byte[] notes = ElfNotes.none().withVmcoreinfo(INFO).encode();
    file.put(0x800, notes);
    segment(file, 0, ElfLayout.PT_NOTE, 0x800, 0, notes.length, notes.length);
    segment(file, 1, ElfLayout.PT_LOAD, 0x1c00, 0x1000, 0x1000, 0x2000);
    segment(file, 2, ElfLayout.PT_LOAD, 0x2c00, 0x5000, 0x400, 0x400);
    for (int i = 0; i < 0x1000; i++) {
      file.put(0x1c00 + i, (byte) 0x1f);
    }
    for (int i = 0; i < 0x400; i++) {
      file.put(0x2c00 + i, (byte) 0x53);
    }
    return file.limit(length);
  }

  private static void segment(
      ByteBuffer file, int index, int type, int offset, int address, int inFile, int inMemory) {
    ElfLayout layout = ElfLayout.ELF32;
    ByteBuffer at = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    at.position(192 + index * layout.segmentSize());
    new ElfSegment(type, 0, offset, 0, address, inFile, inMemory).write(layout, at);
  }
}
