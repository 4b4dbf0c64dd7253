package org.kexshot.format.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpDescription;
import org.kexshot.format.DumpFiles;
import org.kexshot.format.DumpSink;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.MemorySink;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.io.ByteRegion;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

class ElfCoreWriterTest {
  @Property(tries = 60)
  void whatIsWrittenIsRead(@ForAll long seed, @ForAll Architecture architecture)
      throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(seed);
    DumpDescription description = ImageFixture.description(architecture);
    MemorySink sink = new MemorySink();
    ElfCoreWriter.write(memory, ImageFixture.allOf(memory), description, 0xc000_0000L, sink);
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
        0,
        new FlattenedSink(Channels.newChannel(stream)));
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
        0,
        sink);
    try (Dump dump = DumpFiles.open(sink, () -> {})) {
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
    assertThatThrownBy(() -> ElfCoreWriter.write(memory, all, description, 0, new MemorySink()))
        .isInstanceOf(MemoryFault.class)
        .hasMessageContaining("0x2000");
  }
}
