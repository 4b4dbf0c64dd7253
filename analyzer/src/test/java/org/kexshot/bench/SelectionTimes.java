package org.kexshot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFiles;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Times how long it takes to decide on all page frames of a dump at level 31, again and again in
 * one process: {@code SelectionTimes DUMP THREADS TIMES}. Prints the first time, which has the
 * runtime's warm-up in it, the median and the best.
 */
public final class SelectionTimes {
  private SelectionTimes() {}

  public static void main(String[] arguments) throws IOException {
    int threads = Integer.parseInt(arguments[1]);
    double[] seconds = new double[Integer.parseInt(arguments[2])];
    try (Dump dump = DumpFiles.open(Path.of(arguments[0]))) {
      for (int i = 0; i < seconds.length; i++) {
        long start = System.nanoTime();
        select(dump, threads);
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
    }
    double first = seconds[0];
    Arrays.sort(seconds);
    System.out.printf(
        "kexshot, %d threads: first %.4f s, median %.4f s, best %.4f s%n",
        threads, first, seconds[seconds.length / 2], seconds[0]);
  }

  private static void select(Dump dump, int threads) throws IOException {
    Vmcoreinfo vmcoreinfo = dump.vmcoreinfo().orElseThrow();
    KernelPaging paging = KernelPaging.find(dump.memory(), vmcoreinfo, dump.architecture());
    PageFilter.select(
        dump.memory(),
        dump.memory().presentFrames(),
        paging.kernel(),
        vmcoreinfo,
        List.of(DumpLevel.KERNEL),
        threads);
  }
}
