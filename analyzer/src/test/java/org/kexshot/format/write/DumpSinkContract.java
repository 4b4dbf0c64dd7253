package org.kexshot.format.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.elf.ElfCoreWriter;
import org.kexshot.format.elf.SegmentAddresses;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;

/**
 * What {@link DumpSink} promises of every implementation. A test of one implements this, and
 * inherits the tests.
 */
public interface DumpSinkContract {
  /** A sink under test and what lies behind it. */
  interface Written {
    DumpSink sink();

    /** Makes what was written last, where finishing the sink does not. */
    default void complete() throws IOException {}

    /** All that was passed on, as a file that readers of dumps open. */
    byte[] file() throws IOException;

    /** The dump itself, out of that file. */
    default byte[] dump() throws IOException {
      return file();
    }

    /** Whether what lies behind the sink is open. */
    boolean isOpen();
  }

  /** A new sink over a place that takes everything. */
  Written open() throws IOException;

  /**
   * A sink over a place that takes no byte.
   *
   * @throws IOException if the sink writes as soon as it is made
   */
  DumpSink openFull() throws IOException;

  /** Whether bytes may be written in any order; else from front to back without a gap. */
  default boolean takesAnyOrder() {
    return true;
  }

  private static byte[] contents() {
    byte[] contents = new byte[300_000];
    new Random(9).nextBytes(contents);
    return contents;
  }

  /** Cuts into stretches, short ones and such as no sink gathers, in order. */
  private List<int[]> stretches(byte[] contents) {
    Random random = new Random(4);
    List<int[]> stretches = new ArrayList<>();
    for (int at = 0; at < contents.length; ) {
      int most = random.nextInt(4) == 0 ? 70_000 : 500;
      int length = Math.min(contents.length - at, 1 + random.nextInt(most));
      stretches.add(new int[] {at, length});
      at += length;
    }
    if (takesAnyOrder()) {
      Collections.shuffle(stretches, random);
    }
    return stretches;
  }

  private static void requireContents(Written written, byte[] contents) throws IOException {
    written.sink().finish();
    written.complete();
    assertThat(Arrays.mismatch(written.dump(), contents)).isEqualTo(-1);
  }

  @Test
  default void eachByteLiesWhereItWasWritten() throws IOException {
    byte[] contents = contents();
    Written written = open();
    for (int[] stretch : stretches(contents)) {
      written.sink().write(stretch[0], ByteBuffer.wrap(contents, stretch[0], stretch[1]));
    }
    requireContents(written, contents);
  }

  /** Writers clear and fill a buffer again as soon as it was written. */
  @Test
  default void aBufferIsTakenAtOnceAndAsAWhole() throws IOException {
    byte[] contents = contents();
    Written written = open();
    ByteBuffer heap = ByteBuffer.allocate(80_000);
    ByteBuffer direct = ByteBuffer.allocateDirect(80_000);
    boolean even = false;
    for (int[] stretch : stretches(contents)) {
      even = !even;
      ByteBuffer buffer = (even ? heap : direct).clear().position(100);
      buffer.put(contents, stretch[0], stretch[1]).limit(buffer.position()).position(100);
      written.sink().write(stretch[0], buffer);
      assertThat(buffer.hasRemaining()).isFalse();
      assertThat(buffer.limit()).isEqualTo(100 + stretch[1]);
      buffer.clear().put(new byte[80_000]);
    }
    requireContents(written, contents);
  }

  @Test
  default void writingNothingChangesNothing() throws IOException {
    Written written = open();
    written.sink().write(0, ByteBuffer.allocate(0));
    written.sink().write(0, ByteBuffer.wrap(contents()));
    written.sink().write(300_000, ByteBuffer.allocate(0));
    requireContents(written, contents());
  }

  @Test
  default void bytesThatWerePassedOnAreCounted() throws IOException {
    Written written = open();
    written.sink().write(0, ByteBuffer.wrap(contents(), 0, 10_000));
    written.sink().finish();
    long counted = written.sink().bytesWritten();
    assertThat(counted).isEqualTo(written.file().length);
  }

  @Test
  default void finishingClosesNothing() throws IOException {
    Written written = open();
    written.sink().write(0, ByteBuffer.wrap(contents()));
    written.sink().finish();
    assertThat(written.isOpen()).isTrue();
  }

  @Test
  default void threadsWriteTogetherWhereTheSinkSaysSo() throws Exception {
    byte[] contents = contents();
    Written written = open();
    List<int[]> stretches = stretches(contents);
    int threads = written.sink().isConcurrent() ? 4 : 1;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int[] stretch : stretches) {
        ByteBuffer bytes = ByteBuffer.wrap(contents, stretch[0], stretch[1]);
        writers.add(
            executor.submit(
                () -> {
                  written.sink().write(stretch[0], bytes);
                  return null;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      executor.shutdownNow();
    }
    requireContents(written, contents);
  }

  /** A sink may hold back what it took, but does not end as if all were well. */
  @Test
  default void aPlaceThatIsFullIsToldOf() {
    assertThatThrownBy(
            () -> {
              DumpSink sink = openFull();
              sink.write(0, ByteBuffer.wrap(contents()));
              sink.finish();
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  default void anElfCoreIsReadAsItWasWritten() throws IOException {
    MemoryModel model = image(Set.of(PageState.EXCLUDED));
    Written written = open();
    DumpReport report =
        ElfCoreWriter.write(
            model,
            ImageFixture.allOf(model),
            ImageFixture.description(Architecture.I386),
            SegmentAddresses.UNKNOWN,
            2,
            written.sink(),
            PageProgress.NONE);
    requireSame(model, report, written);
  }

  @Test
  default void aKdumpCompressedFileIsReadAsItWasWritten() throws IOException {
    if (!takesAnyOrder()) {
      assertThatThrownBy(() -> writeKdump(image(Set.of()), open().sink()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in order only");
      return;
    }
    MemoryModel model = image(Set.of(PageState.EXCLUDED, PageState.UNREADABLE));
    Written written = open();
    requireSame(model, writeKdump(model, written.sink()), written);
  }

  private static DumpReport writeKdump(MemoryModel model, DumpSink sink) throws IOException {
    return KdumpWriter.write(
        model,
        ImageFixture.allThatIsKnownOf(model),
        ImageFixture.description(Architecture.X86_64),
        Compression.ZLIB,
        2,
        sink);
  }

  /** More pages than one batch of a writer has. */
  private static MemoryModel image(Set<PageState> absences) {
    return MemoryModel.random(
        6, absences, new PhysicalRange(0x1000, 0xa_0000), new PhysicalRange(0x10_0000, 0x13_0000));
  }

  private static void requireSame(MemoryModel model, DumpReport report, Written written)
      throws IOException {
    assertThat(report.bytes()).isEqualTo(written.sink().bytesWritten());
    written.complete();
    try (Dump dump = DumpFiles.open(ImageFixture.region(written.file()), () -> {})) {
      ImageFixture.assertSame(model, dump.memory());
      assertThat(dump.problems()).isEmpty();
    }
  }
}
