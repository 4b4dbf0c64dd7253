package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.diff.page.ContentMatches;
import org.kexshot.diff.page.MemoryComparison;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** A comparison by page maps says what reading every page says. */
class StoredComparisonTest {
  @Property(tries = 40)
  void sameAsReadingBothImages(@ForAll long seed, @ForAll boolean related) throws IOException {
    Random random = new Random(seed);
    MemoryDump first = RandomImages.image(random);
    MemoryDump second = related ? RandomImages.changed(first, random) : RandomImages.image(random);
    Path directory = Files.createTempDirectory("kexshot-test");
    try {
      Repository repository = Repository.openOrCreate(directory.resolve("repository"));
      Snapshot before = add(repository, first);
      Snapshot after = add(repository, second);
      assertThat(runs(repository.compare(before, after)))
          .isEqualTo(runs(new MemoryComparison(first, second)));
      assertThat(runs(repository.compare(after, before)))
          .isEqualTo(runs(new MemoryComparison(second, first)));
      assertThat(contents(repository.compare(before, after)))
          .isEqualTo(contents(new MemoryComparison(first, second)));
    } finally {
      TestDirectories.deleteTree(directory);
    }
  }

  @Test
  void equalPagesStoredTwiceAreStillEqual(@TempDir Path directory) throws IOException {
    Repository repository = Repository.openOrCreate(directory.resolve("repository"));
    MemoryDump image = new MemoryDump(new PhysicalRange(0, 8 * 4096));
    byte[] page = new byte[4096];
    page[7] = 1;
    image.page(3, page);
    Snapshot before = add(repository, image);
    MemoryDump moved = new MemoryDump(new PhysicalRange(0, 8 * 4096));
    moved.page(5, page);
    Snapshot after = add(repository, moved);
    assertThat(after.manifest().storage().newPages()).isZero();
    assertThat(runs(repository.compare(before, after)))
        .containsExactly("SAME 0+3", "CHANGED 3+1", "SAME 4+1", "CHANGED 5+1", "SAME 6+2");
  }

  private static List<String> contents(PageComparison comparison) throws IOException {
    ContentMatches matches = comparison.contentMatches();
    return Stream.of(
            matches.matchedInFirst(),
            matches.aloneInFirst(),
            matches.matchedInSecond(),
            matches.aloneInSecond())
        .map(StoredComparisonTest::runs)
        .toList();
  }

  private static String runs(PfnSet frames) {
    StringBuilder runs = new StringBuilder();
    for (long frame = frames.nextIn(0); frame < frames.end(); ) {
      long end = frames.nextOut(frame);
      runs.append(" %d+%d".formatted(frame, end - frame));
      frame = frames.nextIn(end);
    }
    return runs.toString();
  }

  private static Snapshot add(Repository repository, MemoryDump image) throws IOException {
    return repository.add(image, SnapshotDescription.labelled("x"), PageProgress.NONE);
  }

  private static List<String> runs(PageComparison comparison) throws IOException {
    List<String> runs = new ArrayList<>();
    comparison.forEachRun(
        (change, first, count) -> runs.add("%s %d+%d".formatted(change, first, count)));
    return runs;
  }
}
