package org.kexshot.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.index.document.BootMark;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kind.Listing;
import org.kexshot.objects.KindListing;

/**
 * Objects through many snapshots: what is written of them, and what is left when some are
 * forgotten.
 */
class ObjectLivesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final BootMark BOOT = mark(100);

  private final Directory directory = new ByteBuffersDirectory();

  @Test
  void anIdleMachineCostsADocumentASnapshot() throws IOException {
    for (int i = 1; i <= 20; i++) {
      add("s" + i, i, BOOT, settings("a=1", "b=2", "c=3"));
    }
    try (SearchIndex index = SearchIndex.of(directory)) {
      assertThat(index.status().documents()).isEqualTo(20 + 3);
      assertThat(found(index, "kind:sysctl a"))
          .containsExactly(
              "a="
                  + IntStream.rangeClosed(1, 20)
                      .mapToObj(i -> "s" + i)
                      .collect(Collectors.joining("+")));
    }
  }

  @Test
  void otherBootsHaveObjectsOfTheirOwn() throws IOException {
    add("s1", 1, BOOT, settings("a=1"));
    add("s2", 2, mark(200), settings("a=1"));
    add("s3", 3, BOOT, settings("a=1"));
    try (SearchIndex index = SearchIndex.of(directory)) {
      assertThat(found(index, "kind:sysctl")).containsExactlyInAnyOrder("a=s1+s3", "a=s2");
      assertThat(found(index, "new:true")).isEmpty();
    }
  }

  @Test
  void changesAreTold() throws IOException {
    add("s1", 1, BOOT, settings("a=1"));
    add("s2", 2, BOOT, settings("a=1"));
    add("s3", 3, BOOT, settings("a=5"));
    try (SearchIndex index = SearchIndex.of(directory)) {
      assertThat(found(index, "value:1 changed:s3")).containsExactly("a=s1+s2+s3");
      assertThat(found(index, "changed:s2")).isEmpty();
      SearchHit hit = index.search(SearchRequest.of("kind:sysctl", 5)).hits().get(0);
      assertThat(hit.changes()).hasSize(1);
      assertThat(hit.changes().get(0).since().id()).isEqualTo("s3");
      assertThat(hit.changes().get(0).before()).containsExactly("1");
      assertThat(hit.changes().get(0).after()).containsExactly("5");
      assertThat(hit.fields()).containsEntry("value", List.of("5"));
    }
  }

  /** What could not be read is neither gone nor, when it can be again, new. */
  @Test
  void anUnreadableKindIsUnknown() throws IOException {
    add("s1", 1, BOOT, settings("a=1"));
    add("s2", 2, BOOT, KindListing.unreadable(SysctlList.KIND, "no symbols"));
    add("s3", 3, BOOT, settings("a=1", "b=2"));
    try (SearchIndex index = SearchIndex.of(directory)) {
      assertThat(found(index, "kind:sysctl")).containsExactlyInAnyOrder("a=s1+s3", "b=s3");
      assertThat(found(index, "new:true OR gone:true")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "s1, kind:sysctl, a=s2+s3+s4 b=s2 c=s3+s4",
    "s2, kind:sysctl, a=s1+s3+s4 c=s3+s4",
    "s3, kind:sysctl, a=s1+s2+s4 b=s2 c=s4",
    "s4, kind:sysctl, a=s1+s2+s3 b=s2 c=s3",
    "s1, new:true, c=s3+s4",
    "s3, new:true, b=s2 c=s4",
    "s2, new:true, c=s3+s4",
    "s3, gone:true, b=s2",
    "s4, changed:true, ''",
    "s3, changed:s4, a=s1+s2+s4",
    "s4, value:9, ''"
  })
  void forgettingASnapshotForgetsWhatOnlyItShows(String forgotten, String query, String expected)
      throws IOException {
    addFour();
    try (SearchIndex index = SearchIndex.of(directory)) {
      index.remove(Set.of(forgotten));
      List<String> wanted = expected.isEmpty() ? List.of() : List.of(expected.split(" "));
      assertThat(found(index, query)).containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  @Test
  void whatIsGoneInAForgottenSnapshotGoesOnInTheNext() throws IOException {
    add("s1", 1, BOOT, settings("a=1"));
    add("s2", 2, BOOT, settings());
    try (SearchIndex index = SearchIndex.of(directory)) {
      index.remove(Set.of("s2"));
      assertThat(found(index, "gone:true")).isEmpty();
      add("s3", 3, BOOT, settings("a=1"));
      assertThat(found(index, "kind:sysctl")).containsExactly("a=s1+s3");
      assertThat(found(index, "new:true OR gone:true")).isEmpty();
      index.remove(Set.of("s1", "s3"));
      assertThat(index.status().documents()).isZero();
    }
  }

  /** Whichever call is the last that succeeds, the snapshot is there whole or not at all. */
  @Test
  void anInterruptedAdditionIsWholeOrNone() throws IOException {
    int calls = Integer.MAX_VALUE;
    boolean interrupted = false;
    for (int left = 0; left < calls; left++) {
      Directory fresh = new ByteBuffersDirectory();
      addTo(fresh, "s1", 1, settings("a=1", "b=2"));
      FailingDirectory failing = new FailingDirectory(fresh, left);
      try {
        addTo(failing, "s2", 2, settings("a=9", "c=3"));
        calls = failing.calls();
      } catch (IOException | IllegalStateException ended) {
        interrupted = true;
      }
      try (SearchIndex index = SearchIndex.of(fresh)) {
        if (index.snapshotIds().contains("s2")) {
          assertThat(found(index, "kind:sysctl"))
              .containsExactlyInAnyOrder("a=s1+s2", "b=s1", "c=s2");
        } else {
          assertThat(found(index, "kind:sysctl")).containsExactlyInAnyOrder("a=s1", "b=s1");
          assertThat(found(index, "value:9")).isEmpty();
        }
        addTo(fresh, "s3", 3, settings("a=1"));
        assertThat(index.snapshotIds()).contains("s1", "s3");
      }
    }
    assertThat(interrupted).isTrue();
  }

  @Test
  void pagesOfHitsAreAllHitsOnce() throws IOException {
    add("s1", 1, BOOT, settings("a=3", "b=1", "c=2", "d=5", "e=4"));
    try (SearchIndex index = SearchIndex.of(directory)) {
      List<String> titles = new ArrayList<>();
      Optional<String> after = Optional.empty();
      do {
        SearchResult page =
            index.search(
                new SearchRequest(
                    "kind:sysctl",
                    Optional.empty(),
                    2,
                    Optional.of("name:desc"),
                    after,
                    List.of()));
        page.hits().forEach(hit -> titles.add(hit.fields().get("name").get(0)));
        after = page.next();
      } while (after.isPresent());
      assertThat(titles).containsExactly("e", "d", "c", "b", "a");
    }
  }

  @Test
  void facetsCountAll() throws IOException {
    addFour();
    try (SearchIndex index = SearchIndex.of(directory)) {
      SearchResult result =
          index.search(
              new SearchRequest(
                  "kind:*",
                  Optional.empty(),
                  1,
                  Optional.empty(),
                  Optional.empty(),
                  List.of("kind", "snapshot")));
      assertThat(result.facets().get("kind")).containsEntry("sysctl", 3L);
      assertThat(result.facets().get("snapshot")).containsEntry("s2", 3L).containsEntry("s4", 3L);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a (b, 2, not closed",
    "a) b, 1, no parenthesis is open",
    "name:x valu:1, 7, did you mean 'value'",
    "a OR, 4, a word is missing",
    "snapshot:s9, 9, no snapshot 's9'",
    "pid:abc, 4, not a number",
    "first_seen:2026-13-01, 11, not in the calendar"
  })
  void whatCannotBeReadIsShown(String query, int place, String message) throws IOException {
    addFour();
    try (SearchIndex index = SearchIndex.of(directory)) {
      assertThatThrownBy(() -> index.search(SearchRequest.of(query, 5)))
          .isInstanceOfSatisfying(
              SearchSyntaxException.class,
              failure -> {
                assertThat(failure.place())
                    .containsExactly("  " + query, " ".repeat(place + 2) + "^");
              })
          .hasMessageContaining(message);
    }
  }

  @Test
  void queryBombsEnd() throws IOException {
    addFour();
    try (SearchIndex index = SearchIndex.of(directory)) {
      for (String bomb :
          List.of(
              "a OR ".repeat(10_000) + "a",
              "-".repeat(10_000) + "a",
              "(".repeat(10_000),
              "*a".repeat(10_000),
              "*?".repeat(10) + "x",
              "*a*b*c*d*e*f*g*h*i*j*k*l*m*n*")) {
        long start = System.nanoTime();
        try {
          index.search(SearchRequest.of(bomb, 5));
        } catch (SearchSyntaxException refused) {
          assertThat(refused.getMessage()).hasSizeLessThan(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      }
    }
  }

  @Test
  void whatIsNearlyFoundIsSuggested() throws IOException {
    add("s1", 1, BOOT, settings("vm.swappiness=60"));
    try (SearchIndex index = SearchIndex.of(directory)) {
      assertThat(index.search(SearchRequest.of("swapiness", 5)).suggestion())
          .contains("swappiness");
      assertThat(index.search(SearchRequest.of("quodlibet", 5)).suggestion()).isEmpty();
    }
  }

  private void addFour() throws IOException {
    add("s1", 1, BOOT, settings("a=1"));
    add("s2", 2, BOOT, settings("a=1", "b=2"));
    add("s3", 3, BOOT, settings("a=1", "c=3"));
    add("s4", 4, BOOT, settings("a=9", "c=3"));
  }

  private void add(String id, int hour, BootMark mark, KindListing<?> objects) throws IOException {
    // Not closed, for a directory in memory is empty then.
    SearchIndex.of(directory).add(metadata(id, hour), mark, List.of(objects));
  }

  private static void addTo(Directory directory, String id, int hour, KindListing<?> objects)
      throws IOException {
    SearchIndex.of(directory).add(metadata(id, hour), BOOT, List.of(objects));
  }

  private static SnapshotMetadata metadata(String id, int hour) {
    return new SnapshotMetadata(
        id, id, "", Map.of(), "host", "6.1", "x86_64", START.plus(Duration.ofHours(hour)));
  }

  private static BootMark mark(long nanos) {
    return BootMark.of("kernel", List.of(new LogRecord(0, nanos, 0, 6, "", "Linux")));
  }

  /** Names and values with an equals sign between. */
  private static KindListing<Sysctl> settings(String... settings) {
    List<Sysctl> items = new ArrayList<>();
    for (String setting : settings) {
      String[] parts = setting.split("=");
      items.add(new Sysctl(parts[0], parts[1], false, 0xc200_0000L, 4, "int"));
    }
    return KindListing.of(SysctlList.KIND, new Listing<>(items, List.of()));
  }

  /** Names with the snapshots that show them. */
  private static List<String> found(SearchIndex index, String query) throws IOException {
    return index.search(SearchRequest.of(query, 100)).hits().stream()
        .filter(hit -> hit.kind().equals("sysctl"))
        .map(
            hit ->
                hit.fields().get("name").get(0)
                    + hit.snapshots().stream()
                        .map(SearchHit.InSnapshot::id)
                        .collect(Collectors.joining("+", "=", "")))
        .toList();
  }
}
