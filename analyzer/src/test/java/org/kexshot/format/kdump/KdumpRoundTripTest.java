package org.kexshot.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.filter.PageKind;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpReport;
import org.kexshot.format.write.MemorySink;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.PageState;

class KdumpRoundTripTest {
  @Property(tries = 30)
  void whatIsWrittenIsRead(
      @ForAll long seed, @ForAll Compression compression, @ForAll Architecture architecture)
      throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(seed);
    DumpDescription description = ImageFixture.description(architecture);
    MemorySink sink = new MemorySink();
    DumpReport report =
        KdumpWriter.write(memory, ImageFixture.allOf(memory), description, compression, 1, sink);
    try (Dump dump = DumpFiles.open(ImageFixture.region(sink.bytes()), () -> {})) {
      ImageFixture.assertSame(memory, dump.memory());
      assertThat(dump.formatName()).isEqualTo("kdump-compressed v6");
      assertThat(dump.architecture()).isEqualTo(architecture);
      assertThat(dump.takenAt()).contains(description.takenAt());
      assertThat(dump.dumpLevel()).contains(1);
      assertThat(dump.vmcoreinfo().orElseThrow().values())
          .isEqualTo(description.vmcoreinfo().orElseThrow().values());
      assertThat(dump.notes().processors()).isEqualTo(1);
      assertThat(dump.utsname()).contains(description.utsname());
    }
    assertThat(report.counts().total()).isEqualTo(memory.presentFrames().count());
    assertThat(report.counts().get(PageKind.ZERO)).isEqualTo(zeroFrames(memory));
    assertThat(report.bytes()).isEqualTo(sink.bytesWritten());
  }

  @Property(tries = 20)
  void aStreamStandsForTheSameFile(@ForAll long seed, @ForAll Compression compression)
      throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(seed);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    DumpReport report =
        KdumpWriter.write(
            memory,
            ImageFixture.allOf(memory),
            ImageFixture.description(Architecture.I386),
            compression,
            1,
            new FlattenedSink(Channels.newChannel(stream)));
    assertThat(report.bytes()).isEqualTo(stream.size());
    try (Dump dump = DumpFiles.open(ImageFixture.region(stream.toByteArray()), () -> {})) {
      assertThat(dump.formatName()).isEqualTo("kdump-compressed v6, flattened");
      ImageFixture.assertSame(memory, dump.memory());
    }
  }

  @Property(tries = 10)
  void threadsDoNotChangeAByte(@ForAll long seed, @ForAll Compression compression)
      throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(seed);
    assertThat(bytes(memory, compression, 3)).isEqualTo(bytes(memory, compression, 1));
  }

  private static byte[] bytes(FakePhysicalMemory memory, Compression compression, int threads)
      throws IOException {
    MemorySink sink = new MemorySink();
    DumpDescription description = ImageFixture.description(Architecture.X86_64);
    KdumpWriter.write(memory, ImageFixture.allOf(memory), description, compression, threads, sink);
    return sink.bytes();
  }

  /** Cut off at any length, what remains still reads, and what is lost is unreadable. */
  @Property(tries = 20)
  void aFileThatBreaksOffGoesAsFarAsItGoes(@ForAll long seed) throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(seed);
    byte[] whole = bytes(memory, Compression.ZLIB, 1);
    long end = memory.endPfn();
    int dataStart = whole.length * 3 / 4;
    byte[] cut = Arrays.copyOf(whole, dataStart);
    Dump dump;
    try {
      dump = DumpFiles.open(ImageFixture.region(cut), () -> {});
    } catch (DumpFormatException headersAreCut) {
      assertThat(headersAreCut).hasMessageContaining("cut off");
      return;
    }
    byte[] one = new byte[4096];
    byte[] other = new byte[4096];
    for (long pfn = 0; pfn < end; pfn++) {
      PageState state = dump.memory().state(pfn);
      if (state == PageState.PRESENT) {
        dump.memory().read(pfn << 12, one, 0, 4096);
        memory.read(pfn << 12, other, 0, 4096);
        assertThat(one).isEqualTo(other);
      } else if (memory.state(pfn) == PageState.PRESENT) {
        assertThat(state).isEqualTo(PageState.UNREADABLE);
      }
    }
    assertThat(dump.memory().presentFrames().count())
        .isLessThanOrEqualTo(memory.presentFrames().count());
  }

  @Test
  void aFrameThatTheSourceCannotReadIsMarkedAsMissing() throws IOException {
    FakePhysicalMemory memory = new FakePhysicalMemory(3 << 12);
    for (int pfn = 0; pfn < 3; pfn++) {
      memory.write(pfn << 12, new byte[] {(byte) (pfn + 1)});
    }
    var selection = ImageFixture.allOf(memory);
    memory.exclude(1);
    MemorySink sink = new MemorySink();
    DumpReport report =
        KdumpWriter.write(
            memory,
            selection,
            ImageFixture.description(Architecture.I386),
            Compression.NONE,
            1,
            sink);
    assertThat(report.unreadable()).isEqualTo(1);
    try (Dump dump = DumpFiles.open(ImageFixture.region(sink.bytes()), () -> {})) {
      byte[] one = new byte[1];
      dump.memory().read(0x2000, one, 0, 1);
      assertThat(one[0]).isEqualTo((byte) 3);
      assertThat(dump.memory().presentFrames().contains(2)).isTrue();
      assertThat(dump.memory().state(1)).isEqualTo(PageState.UNREADABLE);
      assertThat(dump.memory().presentFrames().contains(1)).isFalse();
    }
  }

  @Test
  void anImpossibleTimeIsUnknown() throws IOException {
    byte[] file = bytes(ImageFixture.random(1), Compression.ZLIB, 1);
    ByteBuffer.wrap(file).putLong(KdumpLayout.X86_64.timeSeconds(), Long.MAX_VALUE);
    try (Dump dump = DumpFiles.open(ImageFixture.region(file), () -> {})) {
      assertThat(dump.takenAt()).isEmpty();
    }
  }

  private static long zeroFrames(FakePhysicalMemory memory) throws IOException {
    long zeros = 0;
    byte[] page = new byte[4096];
    for (long pfn = 0; pfn < memory.endPfn(); pfn++) {
      if (memory.state(pfn) == PageState.PRESENT) {
        memory.read(pfn << 12, page, 0, 4096);
        zeros += ByteBuffer.wrap(page).mismatch(ByteBuffer.allocate(4096)) < 0 ? 1 : 0;
      }
    }
    return zeros;
  }
}
