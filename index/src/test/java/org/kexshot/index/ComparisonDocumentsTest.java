package org.kexshot.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.index.document.BootMark;
import org.kexshot.index.schema.ComparisonMetadata;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.kernel.log.LogRecord;

/** Comparisons are searched with the snapshots, and go with them. */
class ComparisonDocumentsTest {
  private static final BootMark BOOT =
      BootMark.of("kernel", List.of(new LogRecord(0, 100, 0, 6, "", "Linux")));
  private static final ComparisonMetadata FOUND =
      comparison(
          "one",
          "two",
          change("came", "module", "module tun came", List.of(), List.of("/dev/net/tun")),
          change(
              "changed", "sysctl", "sysctl vm.swappiness: 60 -> 33", List.of("value"), List.of()));
  private static final ComparisonMetadata NOTHING = comparison("two", "three");

  private final Directory directory = new ByteBuffersDirectory();
  private SearchIndex index;

  private static ComparisonMetadata comparison(
      String before, String after, ComparisonMetadata.Change... changes) {
    return new ComparisonMetadata(
        new ComparisonMetadata.Pair(before, after), "label of " + before, List.of(changes));
  }

  private static ComparisonMetadata.Change change(
      String became, String object, String title, List<String> attributes, List<String> parts) {
    return new ComparisonMetadata.Change(became, object, title, attributes, parts);
  }

  @BeforeEach
  void index() throws IOException {
    index = SearchIndex.of(directory);
    for (String id : List.of("one", "two", "three")) {
      index.add(
          new SnapshotMetadata(id, id, "", Map.of(), "", "", "x86_64", Instant.EPOCH),
          BOOT,
          List.of());
    }
    index.add(List.of(FOUND, NOTHING));
  }

  private List<String> titles(String query) throws IOException {
    return index.search(SearchRequest.of(query, 10)).hits().stream()
        .map(SearchHit::title)
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind:change became:came",
        "kind:change object:module",
        "change:tun",
        "kind:change tun",
        "kind:change rank:1",
        "kind:change with:/dev/net/tun",
        "kind:change snapshot:two NOT became:changed",
        "beforeId:one became:came",
        "before:label object:module"
      })
  void aChangeIsFoundByItsFields(String query) throws IOException {
    assertThat(titles(query)).containsExactly("module tun came");
  }

  @Test
  void aChangeStandsWhereTheLaterSnapshotStands() throws IOException {
    SearchHit hit = index.search(SearchRequest.of("attribute:value", 10)).hits().get(0);
    assertThat(hit.title()).isEqualTo("sysctl vm.swappiness: 60 -> 33");
    assertThat(hit.snapshots()).extracting(SearchHit.InSnapshot::id).containsExactly("two");
    assertThat(hit.command()).isEqualTo("diff");
  }

  @Test
  void aComparisonThatFoundNothingIsHeldToo() throws IOException {
    assertThat(index.comparisons()).containsExactlyInAnyOrder(FOUND.pair(), NOTHING.pair());
    assertThat(titles("kind:comparison changes:0")).containsExactly("label of two -> three");
  }

  @ParameterizedTest
  @CsvSource({"one, 1", "two, 0", "three, 1"})
  void comparisonsGoWithEitherSnapshot(String removed, int left) throws IOException {
    index.remove(Set.of(removed));
    assertThat(index.comparisons()).hasSize(left);
    assertThat(titles("kind:comparison")).hasSize(left);
    assertThat(titles("kind:change")).hasSize(removed.equals("three") ? 2 : 0);
  }

  /** Whatever a later snapshot shows, it does not show what was found before. */
  @Test
  void laterSnapshotsDoNotShowAnEarlierChange() throws IOException {
    index.remove(Set.of("three"));
    index.add(
        new SnapshotMetadata("four", "four", "", Map.of(), "", "", "x86_64", Instant.EPOCH),
        BOOT,
        List.of());
    assertThat(titles("kind:change snapshot:four")).isEmpty();
    assertThat(titles("kind:change snapshot:two")).hasSize(2);
  }

  @Test
  void aComparisonOfWhatTheIndexLacksIsLeftOut() throws IOException {
    index.add(List.of(comparison("one", "unknown"), comparison("unknown", "one")));
    assertThat(index.comparisons()).hasSize(2);
  }
}
