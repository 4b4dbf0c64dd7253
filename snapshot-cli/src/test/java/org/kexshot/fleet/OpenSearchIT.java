package org.kexshot.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.index.IndexContents;
import org.kexshot.index.SearchIndex;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchResult;
import org.kexshot.index.SearchSyntaxException;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.document.Position;
import org.kexshot.index.fleet.FleetBoot;
import org.kexshot.index.fleet.FleetDocument;
import org.kexshot.index.fleet.FleetFields;
import org.kexshot.index.fleet.FleetQuery;
import org.kexshot.index.schema.SearchSchema;

/** A push to a real node, and searches there. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenSearchIT {
  /** Objects of each of three kinds in each boot: some requests' worth. */
  private static final int SIZE = 1200;

  private static final String NAME = "repository-1";
  private static final ObjectPush.Progress NONE = (done, total) -> {};

  @TempDir private static Path directory;
  private static OpenSearchNode node;
  private static SearchIndex index;

  @BeforeAll
  static void start() throws Exception {
    node = new OpenSearchNode(directory.resolve("node"));
    node.start();
    index = SearchIndex.open(directory.resolve("index"));
    new SyntheticSnapshots(SIZE).addTo(index);
  }

  @AfterAll
  static void stop() throws IOException {
    index.close();
    node.close();
  }

  /** On the same node, when all else is done. */
  @Nested
  class Strings extends StringPushCases {
    Strings() {
      super(node);
    }
  }

  private static PushResult push(Set<String> only, ObjectPush.Progress progress)
      throws IOException {
    try (IndexContents contents = index.contents()) {
      return new ObjectPush(OpenSearchServer.connect(node.access()), NAME, progress)
          .push(contents, only, 1);
    }
  }

  @Test
  @Order(1)
  void whatAKilledNodeLacksIsSentByTheNextPush() throws Exception {
    List<Long> looked = new ArrayList<>();
    assertThatThrownBy(
            () ->
                push(
                    Set.of(),
                    (done, total) -> {
                      looked.add(done);
                      if (done == total * 4 / 5) {
                        node.kill();
                      }
                    }))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("127.0.0.1");
    assertThat(looked).hasSizeGreaterThan(SIZE);

    node.start();
    long before = documents().size();
    Map<String, Map<String, Object>> expected = expected();
    assertThat(before).isPositive().isLessThan(expected.size() / 2);

    PushResult result = push(Set.of(), NONE);
    assertThat(documents()).isEqualTo(expected);
    assertThat(result.sent()).isEqualTo(expected.size() - before);
    assertThat(result.documents()).isEqualTo(expected.size());
    assertThat(result.snapshots()).isEqualTo(8);
    assertThat(result.boots()).isEqualTo(2);
    System.out.printf(
        "pushed %s%n%s%n", result, node.bytes("kexshot-objects-" + SearchSchema.get().version()));
  }

  @Test
  @Order(2)
  void whatIsThereIsNotSentAgain() throws IOException {
    PushResult result = push(Set.of(), NONE);
    assertThat(result.sent()).isZero();
    assertThat(result.removed()).isZero();
    assertThat(documents()).isEqualTo(expected());
  }

  @ParameterizedTest
  @Order(3)
  @ValueSource(
      strings = {
        "sshd",
        "SSHD kind:process",
        "swappiness value:30",
        "sysctl:vm.swappiness",
        "worker/bin/worker-17",
        "argv:-D",
        "comm:ssh* kind:process",
        "port:[20010 TO 20020] state:LISTEN",
        "port:>21195 kind:socket",
        "port:2000?",
        "local:10.1.3.0/24",
        "local:fe80::/10",
        "local:192.168.7.9",
        "192.168.7.9:8080",
        "size:>4K kind:module",
        "size:12K",
        "address:0xffff88800002a000",
        "address:>0xffffffffc0000fff",
        "address:0xc10*",
        "snapshot:s4 new:true",
        "snapshot:s2 kind:module",
        "snapshot:nightly nc",
        "new:s2",
        "gone:s2",
        "gone:true -kind:log",
        "changed:s3",
        "changed:true",
        "first_seen:2026-01-01T06:00",
        "first_seen:[2026-01-01T02:00 TO 2026-01-01T04:30] NOT kind:snapshot",
        "last_seen:<2026-01-01T05:30 kind:process",
        "last_seen:2026-01-01T08:00 -worker",
        "log:\"out of memory\" OR log:boot*",
        "log:\"memory of out\"",
        "NOT kind:process -kind:socket -kind:sysctl",
        "kind:snapshot tag:ticket=472",
        "label:s1 -worker* -made",
        "hidden:false kind:module",
        "hidden:t*",
        "module:*",
        "time:[2026-01-01T03:00 TO *] kind:snapshot",
        "nothing",
        "pid:(42 OR 77)"
      })
  void queriesFindTheSameAsInTheIndex(String query) throws IOException {
    SearchRequest request =
        new SearchRequest(
            query, Optional.empty(), 5000, Optional.empty(), Optional.empty(), List.of());
    SearchResult local = index.search(request);
    SearchResult there = search(request);
    assertThat(there.total()).isEqualTo(local.total());
    assertThat(told(there)).isEqualTo(told(local));
    assertThat(there.hits()).allSatisfy(hit -> assertThat(hit.machine()).contains("web17"));
  }

  private static SearchResult search(SearchRequest request) throws IOException {
    return new FleetSearch(OpenSearchServer.connect(node.access())).search(request);
  }

  /** All that a user is shown of hits, in an order of its own. */
  private static List<String> told(SearchResult result) {
    return result.hits().stream()
        .map(
            hit ->
                "%s %s %s %s %s %s"
                    .formatted(
                        hit.kind(),
                        hit.title(),
                        hit.snapshots(),
                        hit.latest(),
                        new TreeMap<>(hit.fields()),
                        hit.changes()))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @Order(3)
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "colour:red | no field 'colour'",
        "snapshot:zz | the server has no snapshot 'zz'",
        "kind:proces | no kind 'proces'",
        "port:x | port: 'x' is not a number",
        "new:false | say NOT new:true"
      })
  void whatCannotBeAskedIsRefused(String query, String told) {
    assertThatThrownBy(() -> search(SearchRequest.of(query, 5)))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining(told);
  }

  @Test
  @Order(3)
  void hitsAreSortedCountedAndGoneOnWith() throws IOException {
    SearchRequest first =
        new SearchRequest(
            "kind:socket machine:web17",
            Optional.empty(),
            2,
            Optional.of("port:desc"),
            Optional.empty(),
            List.of("kind", "machine"));
    SearchResult found = search(first);
    assertThat(found.facets().get("machine")).isEqualTo(Map.of("web17", found.total()));
    SearchResult more =
        search(
            new SearchRequest(
                first.query(), Optional.empty(), 2, first.sort(), found.next(), List.of()));
    List<String> ports = new ArrayList<>();
    for (SearchResult each : List.of(found, more)) {
      each.hits().forEach(hit -> ports.add(hit.fields().get("port").get(0)));
    }
    assertThat(ports)
        .containsExactly(
            "" + (19999 + SIZE), "" + (19999 + SIZE), "" + (19998 + SIZE), "" + (19998 + SIZE));
    assertThat(search(SearchRequest.of("machine:other", 5)).total()).isZero();
  }

  @Test
  @Order(4)
  void whatIsForgottenIsRemoved() throws IOException {
    index.remove(
        Set.of(
            SyntheticSnapshots.id("s1"),
            SyntheticSnapshots.id("t1"),
            SyntheticSnapshots.id("t2"),
            SyntheticSnapshots.id("t3")));
    PushResult result = push(Set.of(), NONE);
    assertThat(result.removed()).isPositive();
    Map<String, Map<String, Object>> expected = expected();
    Map<String, Map<String, Object>> documents = documents();
    assertThat(documents).hasSameSizeAs(expected);
    assertThat(search(SearchRequest.of("kind:snapshot", 9)).total()).isEqualTo(4);
  }

  /** All that the server has of objects, without digests. */
  private static Map<String, Map<String, Object>> documents() throws IOException {
    FleetIndices indices = new FleetIndices(OpenSearchServer.connect(node.access()));
    indices.refresh(indices.objects());
    Map<String, Map<String, Object>> documents = new HashMap<>();
    indices.forEach(
        indices.objects(),
        FleetQuery.term(FleetFields.REPOSITORY, NAME),
        FleetFields.KEY,
        List.of(),
        source -> {
          assertThat(source.remove(FleetFields.DIGEST)).isNotNull();
          documents.put(source.get(FleetFields.KEY).toString(), source);
        });
    return documents;
  }

  /** What it is to have: each object of the index, made and written for itself. */
  private static Map<String, Map<String, Object>> expected() throws IOException {
    Map<String, Map<String, Object>> documents = new HashMap<>();
    try (IndexContents contents = index.contents()) {
      Map<Integer, List<IndexedSnapshot>> boots = new TreeMap<>();
      contents
          .table()
          .snapshots()
          .forEach(
              each ->
                  boots
                      .computeIfAbsent(Position.boot(each.position()), none -> new ArrayList<>())
                      .add(each));
      for (Map.Entry<Integer, List<IndexedSnapshot>> boot : boots.entrySet()) {
        FleetDocument maker =
            new FleetDocument(
                new FleetBoot(
                    FleetBoot.newId(NAME, boot.getValue()), NAME, "web17", boot.getValue()));
        contents.forEach(
            boot.getKey(),
            object -> {
              Map<String, Object> made =
                  JsonData.read(JsonData.bytes(maker.of(object).orElseThrow()));
              documents.put(made.get(FleetFields.KEY).toString(), made);
            });
      }
    }
    return documents;
  }
}
