package org.kexshot.format.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfSegment;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.MemorySink;
import org.kexshot.format.write.PageProgress;
import org.kexshot.io.ByteRegion;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

class ElfCoreWriterTest {
  private static final long DIRECT_MAP = 0xffff_8880_0000_0000L;
  private static final long IMAGE_OFFSET = 0xffff_ffff_8000_0000L;
  private static final PhysicalRange IMAGE = new PhysicalRange(0x4_0000, 0x9_0000);
  private static final SegmentAddresses ADDRESSES =
      new SegmentAddresses(DIRECT_MAP, IMAGE, IMAGE_OFFSET);

  /** A reader that knows no page table yet finds the kernel's image by virtual address. */
  @Test
  void theKernelsImageHasSegmentsOfItsOwn() throws IOException {
    FakePhysicalMemory memory = new FakePhysicalMemory(0x10_0000);
    for (long pfn = 0; pfn < 0x100; pfn++) {
      memory.addZeros(pfn);
    }
    MemorySink sink = new MemorySink();
    DumpDescription description = ImageFixture.description(Architecture.X86_64);
    ElfCoreWriter.write(
        memory, ImageFixture.allOf(memory), description, ADDRESSES, 1, sink, PageProgress.NONE);
    ByteBuffer file = ByteBuffer.wrap(sink.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int count = file.getShort(ElfLayout.ELF64.phnum());
    List<List<Long>> found = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int at = (int) file.getLong(ElfLayout.ELF64.phoff()) + i * ElfLayout.ELF64.segmentSize();
      ElfSegment segment = ElfSegment.read(ElfLayout.ELF64, file, at);
      found.add(List.of(segment.physical(), segment.virtual(), segment.inFile()));
    }
    assertThat(found)
        .containsExactly(
            List.of(0L, DIRECT_MAP, 0x4_0000L),
            List.of(0x4_0000L, IMAGE_OFFSET + 0x4_0000, 0x5_0000L),
            List.of(0x9_0000L, DIRECT_MAP + 0x9_0000, 0x7_0000L));
  }

  @Property(tries = 60)
  void whatIsWrittenIsRead(@ForAll long seed, @ForAll Architecture architecture)
      throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(seed);
    DumpDescription description = ImageFixture.description(architecture);
    MemorySink sink = new MemorySink();
    ElfCoreWriter.write(
        memory, ImageFixture.allOf(memory), description, ADDRESSES, 1, sink, PageProgress.NONE);
    try (Dump dump = DumpFiles.open(ImageFixture.region(sink.bytes()), () -> {})) {
      ImageFixture.assertSame(memory, dump.memory());
      assertThat(dump.formatName()).isEqualTo("ELF64 core");
      assertThat(dump.architecture()).isEqualTo(architecture);
      assertThat(dump.notes().processors()).isEqualTo(1);
    }
  }

  @Property(tries = 20)
  void aStreamStandsForTheSameFile(@ForAll long seed) throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(seed);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    ElfCoreWriter.write(
        memory,
        ImageFixture.allOf(memory),
        ImageFixture.description(Architecture.I386),
        SegmentAddresses.UNKNOWN,
        1,
        new FlattenedSink(Channels.newChannel(stream)),
        PageProgress.NONE);
    try (Dump dump = DumpFiles.open(ImageFixture.region(stream.toByteArray()), () -> {})) {
      ImageFixture.assertSame(memory, dump.memory());
      assertThat(dump.formatName()).isEqualTo("ELF64 core, flattened");
    }
  }

  /** Every other frame of 512 MiB kept: more runs than e_phnum can say. */
  @Test
  void writesMoreProgramHeadersThanTheHeaderCanCount() throws IOException {
    long frames = 132_000;
    FakePhysicalMemory memory = new FakePhysicalMemory(frames << 12);
    PageSelection selection = ImageFixture.allOf(memory);
    for (long pfn = 0; pfn < frames; pfn += 2) {
      selection.kept().add(pfn);
    }
    HeadOnly sink = new HeadOnly();
    ElfCoreWriter.write(
        new SameEverywhere(memory.ram()),
        selection,
        ImageFixture.description(Architecture.X86_64),
        SegmentAddresses.UNKNOWN,
        1,
        sink,
        PageProgress.NONE);
    try (Dump dump = ElfCore.open(sink, () -> {})) {
      assertThat(dump.memory().presentFrames()).isEqualTo(selection.kept());
      assertThat(dump.memory().ram()).isEqualTo(memory.ram());
      assertThat(dump.notes().processors()).isEqualTo(1);
    }
  }

  /** Memory without contents of its own. */
  private record SameEverywhere(List<PhysicalRange> ram) implements PhysicalMemory {
    @Override
    public PageState state(long pfn) {
      return PageState.PRESENT;
    }

    @Override
    public void read(long address, byte[] into, int offset, int length) {
      Arrays.fill(into, offset, offset + length, (byte) 1);
    }

    @Override
    public void read(long address, ByteBuffer into) {
      into.position(into.limit());
    }
  }

  /** Keeps the headers of a file and only the length of the rest. */
  private static final class HeadOnly implements DumpSink, ByteRegion {
    private final byte[] head = new byte[4 << 20];
    private long length;

    @Override
    public void write(long offset, ByteBuffer bytes) {
      length = Math.max(length, offset + bytes.remaining());
      if (length <= head.length) {
        bytes.get(head, (int) offset, bytes.remaining());
      }
    }

    @Override
    public void finish() {}

    @Override
    public long bytesWritten() {
      return length;
    }

    @Override
    public String name() {
      return "head only";
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
      checkRange(position, into.remaining());
      into.put(head, (int) position, into.remaining());
    }
  }

  @Test
  void refusesToWriteAPageThatCannotBeRead() {
    FakePhysicalMemory memory = new FakePhysicalMemory(3 << 12);
    memory.write(0x1000, new byte[] {1});
    memory.write(0x2000, new byte[] {1});
    PageSelection all = ImageFixture.allOf(memory);
    memory.exclude(2);
    DumpDescription description = ImageFixture.description(Architecture.I386);
    assertThatThrownBy(
            () ->
                ElfCoreWriter.write(
                    memory,
                    all,
                    description,
                    SegmentAddresses.UNKNOWN,
                    1,
                    new MemorySink(),
                    PageProgress.NONE))
        .isInstanceOf(MemoryFault.class)
        .hasMessageContaining("0x2000");
  }
}
