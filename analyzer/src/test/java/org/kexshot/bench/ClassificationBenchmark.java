package org.kexshot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long it takes to decide on all page frames of the dump {@code -Dkexshot.dump} at level 31,
 * its page descriptors being in page cache; {@code makedumpfile} calls that excluding pages. What
 * finds the kernel and its memory map is in it, opening the file is not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ClassificationBenchmark {
  @Param({"1", "2"})
  int threads;

  private Dump dump;

  @Setup
  public void open() throws IOException {
    dump = DumpFiles.open(Path.of(System.getProperty("kexshot.dump")));
  }

  @TearDown
  public void close() throws IOException {
    dump.close();
  }

  @Benchmark
  public List<PageSelection> select() throws IOException {
    Vmcoreinfo vmcoreinfo = dump.vmcoreinfo().orElseThrow();
    KernelPaging paging = KernelPaging.find(dump.memory(), vmcoreinfo, dump.architecture());
    return PageFilter.select(
        dump.memory(),
        dump.memory().presentFrames(),
        paging.kernel(),
        vmcoreinfo,
        List.of(DumpLevel.KERNEL),
        threads);
  }
}
