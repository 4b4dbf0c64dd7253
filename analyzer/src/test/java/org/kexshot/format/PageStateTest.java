package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.elf.ElfCoreWriter;
import org.kexshot.format.elf.SegmentAddresses;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.MemorySink;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * What is said of a page before it is read is what reading it finds, in files that are whole, that
 * break off, that lost a part of their stream, and whose source had pages that could not be read.
 */
class PageStateTest {
  @Property(tries = 150)
  void whatIsSaidIsWhatReadingFinds(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] file = damagedDump(random);
    try (Dump dump = DumpFiles.open(ImageFixture.region(file), () -> {})) {
      PhysicalMemory memory = dump.memory();
      PfnSet present = memory.presentFrames();
      byte[] page = new byte[4096];
      for (long pfn = 0; pfn < memory.endPfn() + 2; pfn++) {
        PageState said = memory.state(pfn);
        assertThat(found(memory, pfn, page)).as("frame 0x%x", pfn).isEqualTo(said);
        assertThat(present.contains(pfn))
            .as("frame 0x%x", pfn)
            .isEqualTo(said == PageState.PRESENT);
      }
    } catch (DumpFormatException headersAreLost) {
      assertThat(headersAreLost).hasMessageContaining("0x");
    }
  }

  private static PageState found(PhysicalMemory memory, long pfn, byte[] page) throws IOException {
    try {
      memory.read(pfn << 12, page, 0, page.length);
      return PageState.PRESENT;
    } catch (MemoryFault fault) {
      return fault.state();
    }
  }

  private static byte[] damagedDump(Random random) throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(random.nextLong());
    DumpDescription description = ImageFixture.description(Architecture.I386);
    PageSelection all = ImageFixture.allOf(memory);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    MemorySink file = new MemorySink();
    boolean flat = random.nextBoolean();
    DumpSink sink = flat ? new FlattenedSink(Channels.newChannel(stream)) : file;
    if (random.nextInt(3) == 0) {
      ElfCoreWriter.write(
          memory, all, description, SegmentAddresses.UNKNOWN, 1, sink, PageProgress.NONE);
    } else {
      for (int i = random.nextInt(3); i > 0; i--) {
        memory.exclude(random.nextInt((int) memory.endPfn()));
      }
      Compression compression = Compression.values()[random.nextInt(5)];
      KdumpWriter.write(memory, all, description, compression, 1, sink);
    }
    byte[] bytes = flat ? stream.toByteArray() : file.bytes();
    if (flat && random.nextBoolean()) {
      bytes = withoutARecord(bytes, random);
    }
    return random.nextBoolean()
        ? bytes
        : Arrays.copyOf(bytes, bytes.length / 2 + random.nextInt(bytes.length / 2));
  }

  /** A flattened stream that lost one of its last records. */
  private static byte[] withoutARecord(byte[] bytes, Random random) {
    ByteBuffer stream = ByteBuffer.wrap(bytes);
    ByteArrayOutputStream shorter = new ByteArrayOutputStream();
    int at = 4096;
    int lost = 5 + random.nextInt(6);
    shorter.write(bytes, 0, at);
    for (int record = 0; stream.getLong(at) >= 0; record++) {
      int length = 16 + (int) stream.getLong(at + 8);
      if (record != lost) {
        shorter.write(bytes, at, length);
      }
      at += length;
    }
    shorter.write(bytes, at, bytes.length - at);
    return shorter.toByteArray();
  }
}
