package org.kexshot.operation.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.render.html.HostileImages;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.FindingSentence;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.format.write.PageProgress;
import org.kexshot.index.SearchHit;
import org.kexshot.index.SearchIndex;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.document.BootMark;
import org.kexshot.index.schema.ComparisonMetadata;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.operation.Image;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** What a comparison found is searched for in the words in which a comparison tells it. */
class IndexedComparisonsTest {
  @TempDir private Path temporary;

  @Test
  void eachFindingIsFoundByItsSentence() throws IOException {
    Repository repository = Repository.openOrCreate(temporary.resolve("repository"));
    Snapshot before = add(repository, "before", HostileImages.before());
    Snapshot after = add(repository, "after", HostileImages.after());
    ImageDifference difference;
    try (Image first = HostileImages.before();
        Image second = HostileImages.after()) {
      difference = first.differenceTo(second);
    }
    ComparisonMetadata comparison = IndexedComparisons.of(before, after, difference);
    List<String> sentences =
        Findings.of(difference, NoiseModel.NONE).effects().stream()
            .map(FindingSentence::of)
            .map(String::strip)
            .toList();
    assertThat(sentences).isNotEmpty();
    try (SearchIndex index = SearchIndex.open(temporary.resolve("index"))) {
      index.add(metadata(before), BootMark.UNKNOWN, List.of());
      index.add(metadata(after), BootMark.UNKNOWN, List.of());
      index.add(List.of(comparison));
      assertThat(index.search(SearchRequest.of("kind:change", 1000)).hits())
          .extracting(SearchHit::title)
          .containsExactlyInAnyOrderElementsOf(sentences);
      assertThat(index.search(SearchRequest.of("kind:comparison changes:>0", 10)).hits())
          .extracting(SearchHit::title)
          .containsExactly("before -> after");
    }
  }

  private static Snapshot add(Repository repository, String label, Image image) throws IOException {
    try (image) {
      return repository.add(image.dump(), SnapshotDescription.labelled(label), PageProgress.NONE);
    }
  }

  private static SnapshotMetadata metadata(Snapshot snapshot) {
    return new SnapshotMetadata(
        snapshot.id(),
        snapshot.manifest().label(),
        "",
        Map.of(),
        "",
        "",
        "x86_64",
        snapshot.manifest().time());
  }
}
