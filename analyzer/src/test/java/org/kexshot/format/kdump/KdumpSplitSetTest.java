package org.kexshot.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.FileDumpContract;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.MemorySink;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.PhysicalMemoryContract;

class KdumpSplitSetTest implements FileDumpContract, PhysicalMemoryContract {
  @TempDir private Path directory;

  /** Three files. */
  @Override
  public Dump openDump(MemoryModel model, Closeable source) throws IOException {
    byte[] whole = ImageFixture.kdump(model, Architecture.X86_64, Compression.ZLIB);
    long end = model.endPfn();
    long middle = end / 2;
    byte[] last = SplitSetFixture.part(whole, middle + 7, end, 0);
    return KdumpSplitSet.join(
        List.of(
            SplitSetFixture.open(SplitSetFixture.part(whole, middle, middle + 7, 0)),
            SplitSetFixture.open(SplitSetFixture.part(whole, 0, middle, 0)),
            KdumpDump.open(ImageFixture.region(last), source)));
  }

  @Override
  public PhysicalMemory open(MemoryModel model) throws IOException {
    return openDump(model).memory();
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(description().takenAt());
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return Optional.of(1);
  }

  @Override
  public long addressLimit() {
    return 1L << 36;
  }

  @Fault("Flattened files of a split set are refused")
  @Test
  void flattenedFilesOfASetAreRead() throws IOException {
    MemoryModel model = image();
    byte[] whole = ImageFixture.kdump(model, Architecture.X86_64, Compression.ZLIB);
    long middle = model.endPfn() / 2;
    List<Path> files = new ArrayList<>();
    for (long[] frames : new long[][] {{0, middle}, {middle, model.endPfn()}}) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      DumpSink sink = new FlattenedSink(Channels.newChannel(stream));
      sink.write(0, ByteBuffer.wrap(SplitSetFixture.part(whole, frames[0], frames[1], 0)));
      sink.finish();
      files.add(Files.write(directory.resolve("part" + files.size()), stream.toByteArray()));
    }
    try (Dump set = DumpFiles.open(files)) {
      ImageFixture.assertSame(model, set.memory());
      assertThat(set.problems()).isEmpty();
    }
  }

  @Property(tries = 30)
  void aSetReadsAsTheWholeDump(@ForAll long seed, @ForAll Architecture architecture)
      throws IOException {
    Random random = new Random(seed);
    FakePhysicalMemory memory = ImageFixture.random(seed);
    byte[] whole = dump(memory, architecture);
    List<KdumpDump> parts = new ArrayList<>();
    long start = 0;
    while (start < memory.endPfn()) {
      long end = Math.min(memory.endPfn(), start + 1 + random.nextInt(300));
      parts.add(SplitSetFixture.open(SplitSetFixture.part(whole, start, end, 0)));
      start = end;
    }
    Collections.shuffle(parts, random);
    try (Dump set = KdumpSplitSet.join(parts)) {
      ImageFixture.assertSame(memory, set.memory());
      assertThat(set.problems()).isEmpty();
      byte[] all = new byte[3 * 4096];
      byte[] expected = new byte[3 * 4096];
      for (long pfn = 0; pfn + 3 <= memory.endPfn(); pfn++) {
        if (memory.presentFrames().nextOut(pfn) >= pfn + 3) {
          set.memory().read((pfn << 12) + 5, all, 0, 2 * 4096);
          memory.read((pfn << 12) + 5, expected, 0, 2 * 4096);
          assertThat(all).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void whatIsInAFileThatWasNotGivenIsUnreadable() throws IOException {
    FakePhysicalMemory memory = full(20);
    byte[] whole = dump(memory, Architecture.I386);
    Path second = Files.write(directory.resolve("b"), SplitSetFixture.part(whole, 8, 15, 0));
    Path third = Files.write(directory.resolve("c"), SplitSetFixture.part(whole, 15, 20, 0));
    try (Dump one = DumpFiles.open(second)) {
      assertThat(one.memory().state(7)).isEqualTo(PageState.UNREADABLE);
      assertThat(one.memory().state(8)).isEqualTo(PageState.PRESENT);
      assertThat(one.memory().state(15)).isEqualTo(PageState.UNREADABLE);
      byte[] page = new byte[4096];
      one.memory().read(8 << 12, page, 0, 4096);
      assertThat(page[0]).isEqualTo((byte) 9);
      assertThat(one.problems()).hasSize(2).allMatch(text -> text.contains("another file"));
    }
    try (Dump two = DumpFiles.open(List.of(third, second))) {
      assertThat(two.formatName()).isEqualTo("kdump-compressed v6, 2 files of a split set");
      assertThat(two.memory().presentFrames().count()).isEqualTo(12);
      assertThat(two.problems())
          .singleElement()
          .asString()
          .contains("from 0x0 up to 0x8000 are in another file");
    }
  }

  @Test
  void filesThatDoNotBelongTogetherAreRefused() throws IOException {
    byte[] whole = dump(full(20), Architecture.I386);
    Path first = Files.write(directory.resolve("a"), SplitSetFixture.part(whole, 0, 9, 0));
    Path overlapping = Files.write(directory.resolve("b"), SplitSetFixture.part(whole, 8, 20, 0));
    Path other = Files.write(directory.resolve("c"), SplitSetFixture.part(whole, 9, 20, 1));
    Path alone = Files.write(directory.resolve("d"), whole);
    Path text = Files.writeString(directory.resolve("e"), "nothing at all");
    assertRefused(first, overlapping, "page frame 0x8, which");
    assertRefused(first, other, "another split set");
    assertRefused(first, alone, "a dump of its own");
    assertRefused(first, text, "no kdump-compressed file");
  }

  private static void assertRefused(Path one, Path other, String words) {
    assertThatThrownBy(() -> DumpFiles.open(List.of(one, other)))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageContaining(words)
        .hasMessageContaining(other.toString());
  }

  private static FakePhysicalMemory full(int frames) {
    FakePhysicalMemory memory = new FakePhysicalMemory((long) frames << 12);
    for (int pfn = 0; pfn < frames; pfn++) {
      memory.write((long) pfn << 12, new byte[] {(byte) (pfn + 1)});
    }
    return memory;
  }

  private static byte[] dump(FakePhysicalMemory memory, Architecture architecture)
      throws IOException {
    MemorySink sink = new MemorySink();
    KdumpWriter.write(
        memory,
        ImageFixture.allOf(memory),
        ImageFixture.description(architecture),
        Compression.ZLIB,
        1,
        sink);
    return sink.bytes();
  }
}
