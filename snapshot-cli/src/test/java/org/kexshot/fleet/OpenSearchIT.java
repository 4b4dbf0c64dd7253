package org.kexshot.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.index.IndexContents;
import org.kexshot.index.SearchIndex;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.document.Position;
import org.kexshot.index.fleet.FleetBoot;
import org.kexshot.index.fleet.FleetDocument;
import org.kexshot.index.fleet.FleetFields;
import org.kexshot.index.fleet.FleetQuery;

/** Pushes to a real node. */
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
    System.out.printf("pushed %s%n%s%n", result, bytes());
  }

  @Test
  @Order(2)
  void whatIsThereIsNotSentAgain() throws IOException {
    PushResult result = push(Set.of(), NONE);
    assertThat(result.sent()).isZero();
    assertThat(result.removed()).isZero();
    assertThat(documents()).isEqualTo(expected());
  }

  private static String bytes() throws IOException {
    OpenSearchServer server = OpenSearchServer.connect(node.access());
    FleetIndices indices = new FleetIndices(server);
    server.post("/" + indices.objects() + "/_forcemerge?max_num_segments=1", Map.of());
    server.post("/" + indices.objects() + "/_flush", Map.of());
    Map<String, Object> stats = server.get("/" + indices.objects() + "/_stats").orElseThrow();
    return "%d bytes of %d documents"
        .formatted(
            JsonData.number(stats, "_all", "primaries", "store", "size_in_bytes"),
            JsonData.number(stats, "_all", "primaries", "docs", "count"));
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
