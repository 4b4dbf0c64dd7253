package org.kexshot.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.kexshot.diff.page.MemoryComparison;
import org.kexshot.diff.page.PageChange;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/**
 * Measures what storing and comparing two dumps of one boot costs. Run by {@code
 * docs/benchmarks/repository.sh}; no test.
 */
public final class RepositoryBenchmark {
  private static final int ROUNDS = 21;

  private RepositoryBenchmark() {}

  /** Arguments: the first dump, the second dump, an empty directory. */
  public static void main(String[] arguments) throws IOException {
    Path before = Path.of(arguments[0]);
    Path after = Path.of(arguments[1]);
    Repository repository = Repository.openOrCreate(Path.of(arguments[2]));
    Snapshot first = add(repository, before);
    Snapshot second = add(repository, after);
    System.out.printf(
        "successive snapshot / its dump: %.3f%n",
        (double) second.manifest().storage().newBytes() / Files.size(after));
    System.out.printf("page comparison by maps: %s%n", times(repository.compare(first, second)));
    try (Dump a = repository.openDump(first);
        Dump b = repository.openDump(second)) {
      System.out.printf(
          "page comparison by reading: %s%n", times(new MemoryComparison(a.memory(), b.memory())));
    }
  }

  private static Snapshot add(Repository repository, Path file) throws IOException {
    try (Dump dump = DumpFiles.open(file)) {
      long start = System.nanoTime();
      Snapshot added =
          repository.add(dump, SnapshotDescription.labelled(file.toString()), PageProgress.NONE);
      Manifest manifest = added.manifest();
      System.out.printf(
          "%s: dump %d bytes, %d pages kept, %d new, stored %d bytes, added in %.2f s%n",
          file,
          Files.size(file),
          manifest.pages().kept(),
          manifest.storage().newPages(),
          manifest.storage().newBytes(),
          (System.nanoTime() - start) / 1e9);
      return added;
    }
  }

  /** The first run, which a command's user waits for, and the median of all. */
  private static String times(PageComparison comparison) throws IOException {
    double[] millis = new double[ROUNDS];
    long[] changed = new long[1];
    for (int i = 0; i < ROUNDS; i++) {
      changed[0] = 0;
      long start = System.nanoTime();
      comparison.forEachRun(
          (change, frame, count) -> changed[0] += change == PageChange.CHANGED ? count : 0);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    return "%d pages changed; first run %.2f ms, median %.2f ms"
        .formatted(changed[0], first, millis[ROUNDS / 2]);
  }
}
