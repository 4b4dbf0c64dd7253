package org.kexshot.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.format.Dump;
import org.kexshot.format.PageBatch;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.PackingLine;
import org.kexshot.paging.KernelPaging;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long it takes to read and pack a page that level 31 keeps of the dump {@code -Dkexshot.dump},
 * on the average of the first 8,192 that are not zero, in one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PackingBenchmark {
  private static final int PAGES = 8192;

  @Param Compression compression;

  private Dump dump;
  private PfnSet pages;

  @Setup
  public void open() throws IOException {
    dump = DumpFiles.open(Path.of(System.getProperty("kexshot.dump")));
    PfnSet kept =
        PageFilter.select(
                dump.memory(),
                KernelPaging.find(
                        dump.memory(), dump.vmcoreinfo().orElseThrow(), dump.architecture())
                    .kernel(),
                dump.vmcoreinfo().orElseThrow(),
                DumpLevel.KERNEL)
            .kept();
    pages = new PfnSet(kept.end());
    int found = 0;
    long pfn = kept.nextIn(0);
    PageBatch batch = new PageBatch(1);
    while (found < PAGES && pfn < kept.end()) {
      batch.fill(dump.memory(), kept, pfn);
      if (!batch.isUnreadable(0) && !batch.isZero(0)) {
        pages.add(pfn);
        found++;
      }
      pfn = kept.nextIn(pfn + 1);
    }
  }

  @TearDown
  public void close() throws IOException {
    dump.close();
  }

  @Benchmark
  @OperationsPerInvocation(PAGES)
  public long pack() throws IOException {
    Discarded discarded = new Discarded();
    new PackingLine(dump.memory(), pages, true, compression, discarded, batch -> 0).run(1);
    return discarded.bytes;
  }

  /** Counts what it is given. */
  private static final class Discarded implements DumpSink {
    private long bytes;

    @Override
    public void write(long offset, ByteBuffer packed) {
      bytes += packed.remaining();
    }

    @Override
    public void finish() {}

    @Override
    public long bytesWritten() {
      return bytes;
    }
  }
}
