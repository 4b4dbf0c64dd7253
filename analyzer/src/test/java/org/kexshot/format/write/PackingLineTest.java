package org.kexshot.format.write;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.address.PfnSet;
import org.kexshot.format.ImageFixture;
import org.kexshot.memory.FakePhysicalMemory;

/** Batches by one thread and several, into sinks that take one thread at a time and more. */
class PackingLineTest {
  private static final int MOST_FRAMES = 5000;

  /** Notes what it is given, and whether that was in order and one at a time. */
  private static final class Watched implements DumpSink {
    private final byte[] bytes;
    private final boolean concurrent;
    private final int failingWrite;
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong end = new AtomicLong();
    private volatile boolean disorder;

    Watched(int size, boolean concurrent, int failingWrite) {
      this.bytes = new byte[size];
      this.concurrent = concurrent;
      this.failingWrite = failingWrite;
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
      disorder |= busy.getAndSet(true) || offset != end.get();
      if (writes.incrementAndGet() == failingWrite) {
        throw new IOException("the disk is full");
      }
      int length = from.remaining();
      from.get(bytes, (int) offset, length);
      end.addAndGet(length);
      busy.set(false);
    }

    @Override
    public boolean isConcurrent() {
      return concurrent;
    }

    @Override
    public void finish() {}

    @Override
    public long bytesWritten() {
      return end.get();
    }
  }

  private static byte[] pagesOf(FakePhysicalMemory memory) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    PfnSet frames = memory.presentFrames();
    byte[] page = new byte[4096];
    for (long pfn = frames.nextIn(0); pfn < frames.end(); pfn = frames.nextIn(pfn + 1)) {
      memory.read(pfn << 12, page, 0, page.length);
      all.write(page);
    }
    return all.toByteArray();
  }

  private static void run(FakePhysicalMemory memory, DumpSink sink, int threads)
      throws IOException {
    long[] end = new long[1];
    PackingLine.Placement oneAfterTheOther =
        batch -> {
          long offset = end[0];
          end[0] += batch.output().remaining();
          return offset;
        };
    new PackingLine(memory, memory.presentFrames(), false, Compression.NONE, sink, oneAfterTheOther)
        .run(threads);
  }

  @Property(tries = 60)
  void everyPageGoesWhereItBelongs(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int threads, @ForAll boolean together)
      throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(seed, MOST_FRAMES);
    byte[] expected = pagesOf(memory);
    Watched sink = new Watched(expected.length, together, 0);
    run(memory, sink, threads);
    assertThat(sink.bytes).isEqualTo(expected);
    assertThat(sink.bytesWritten()).isEqualTo(expected.length);
    if (!together) {
      assertThat(sink.disorder).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,false", "1,true", "4,false", "4,true"})
  @Timeout(value = 30, unit = SECONDS)
  void aFailureOfTheSinkEndsEveryThread(int threads, boolean together) throws IOException {
    FakePhysicalMemory memory = new FakePhysicalMemory((long) MOST_FRAMES << 12);
    for (long pfn = 0; pfn < MOST_FRAMES; pfn++) {
      memory.addZeros(pfn);
    }
    Watched sink = new Watched(MOST_FRAMES << 12, together, 5);
    assertThatThrownBy(() -> run(memory, sink, threads))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is full");
    assertThat(sink.writes.get()).isBetween(5, 5 + threads * 3);
  }

  @ParameterizedTest
  @CsvSource({"1", "4"})
  @Timeout(value = 30, unit = SECONDS)
  void aBatchThatCannotBePlacedEndsEveryThread(int threads) {
    FakePhysicalMemory memory = new FakePhysicalMemory((long) MOST_FRAMES << 12);
    for (long pfn = 0; pfn < MOST_FRAMES; pfn++) {
      memory.addZeros(pfn);
    }
    Watched sink = new Watched(MOST_FRAMES << 12, true, 0);
    AtomicInteger placed = new AtomicInteger();
    PackingLine line =
        new PackingLine(
            memory,
            memory.presentFrames(),
            true,
            Compression.NONE,
            sink,
            batch -> {
              if (placed.incrementAndGet() == 7) {
                throw new IOException("a page is missing");
              }
              return 0;
            });
    assertThatThrownBy(() -> line.run(threads)).hasMessage("a page is missing");
    assertThat(placed.get()).isEqualTo(7);
  }
}
