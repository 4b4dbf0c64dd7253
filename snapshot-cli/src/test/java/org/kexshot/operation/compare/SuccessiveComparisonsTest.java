package org.kexshot.operation.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.render.html.HostileImages;
import org.kexshot.format.write.PageProgress;
import org.kexshot.operation.Image;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;

class SuccessiveComparisonsTest {
  @TempDir private Path temporary;
  private final List<String> told = new ArrayList<>();

  private static void add(Repository repository, String label, Image image) throws IOException {
    try (image) {
      repository.add(image.dump(), SnapshotDescription.labelled(label), PageProgress.NONE);
    }
  }

  /** Classes that lie in no jar keep nothing, so that all are compared each time. */
  private int made(Repository repository) throws IOException {
    List<String> pairs = new ArrayList<>();
    int made =
        new SuccessiveComparisons(repository, told::add)
            .make((done, total) -> pairs.add(done + " of " + total));
    assertThat(pairs).hasSize(made);
    return made;
  }

  @Test
  void eachIsComparedWithTheOneBefore() throws IOException {
    Repository repository = Repository.openOrCreate(temporary.resolve("repository"));
    assertThat(made(repository)).isZero();
    add(repository, "before", HostileImages.before());
    assertThat(made(repository)).isZero();
    add(repository, "after", HostileImages.after());
    assertThat(made(repository)).isEqualTo(1);
    add(repository, "later", HostileImages.before());
    assertThat(made(repository)).isEqualTo(2);
    assertThat(told).isEmpty();
  }
}
