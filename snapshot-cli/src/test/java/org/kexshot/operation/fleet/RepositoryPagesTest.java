package org.kexshot.operation.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.fleet.BroughtPages;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.MemoryDump;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.read.StoredPages;

/** Which snapshot brought a page. */
class RepositoryPagesTest {
  @TempDir private Path directory;
  private Repository repository;
  private Snapshot first;
  private Snapshot second;
  private Snapshot third;

  @BeforeEach
  void makeSnapshots() throws IOException {
    repository = Repository.openOrCreate(directory.resolve("repository"));
    first = add("first", "one", "two", "two", "");
    second = add("second", "two", "one", "three", "");
    third = add("third", "four", "three", "one", "");
  }

  /** One frame for each page; one without a text is of zeros. */
  private Snapshot add(String label, String... pages) throws IOException {
    MemoryDump image = new MemoryDump(new PhysicalRange(0, pages.length * (long) Page.SIZE));
    for (int frame = 0; frame < pages.length; frame++) {
      byte[] text = pages[frame].getBytes(StandardCharsets.US_ASCII);
      image.page(frame, Arrays.copyOf(text, Page.SIZE));
    }
    return repository.add(
        image, SnapshotDescription.labelled(label).withHost("web17"), PageProgress.NONE);
  }

  private List<Long> counts(Set<String> only) throws IOException {
    try (StoredPages stored = repository.openPages(repository.snapshots())) {
      List<BroughtPages> brought = RepositoryPages.of(repository.snapshots(), stored, only);
      assertThat(brought)
          .extracting(BroughtPages::snapshotId, BroughtPages::label, BroughtPages::machine)
          .startsWith(org.assertj.core.groups.Tuple.tuple(first.id(), "first", "web17"));
      return brought.stream().map(each -> each.pages().count()).toList();
    }
  }

  @Test
  void aPageIsOfTheFirstSnapshotThatHoldsIt() throws IOException {
    assertThat(counts(Set.of())).containsExactly(2L, 1L, 1L);
  }

  @Test
  void theFirstIsTheSameWhereSomeAreWantedOnly() throws IOException {
    assertThat(counts(Set.of(second.id()))).containsExactly(2L, 1L, 0L);
    assertThat(counts(Set.of(third.id()))).containsExactly(1L, 1L, 1L);
  }
}
