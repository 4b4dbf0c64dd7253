package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.store.TestDump;

/** The commands that tag, forget, prune and count, from their arguments to what they print. */
class MaintenanceCommandsTest {
  @TempDir private Path temporary;
  private Path repository;

  @BeforeEach
  void importDumps() throws IOException {
    repository = temporary.resolve("repository");
    for (int i = 0; i < 3; i++) {
      Path dump = temporary.resolve("dump" + i);
      TestDump.write(dump, new Random(3), 5 * i);
      assertThat(run("import", dump.toString(), "--label", "s" + i).code()).isZero();
    }
  }

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(1, "--repository=" + repository);
    return CommandRun.of(all.toArray(String[]::new));
  }

  private JsonNode json(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(1, "--json");
    return new ObjectMapper().readTree(run(all.toArray(String[]::new)).out());
  }

  @Test
  void whatIsForgottenIsGoneAndItsRoomIsGivenBack() throws IOException {
    CommandRun tried = run("forget", "--keep-last", "1", "--dry-run");
    assertThat(tried.out()).contains("would forget").contains("2 snapshots, 1 kept");
    assertThat(run("list").out()).contains("s0").contains("s1").contains("s2");
    JsonNode forgotten = json("forget", "--keep-last", "1");
    assertThat(forgotten.get("forgotten")).hasSize(2);
    assertThat(forgotten.get("kept").asInt()).isEqualTo(1);
    String id = forgotten.get("forgotten").get(0).get("id").asText();
    CommandRun shown = run("show", id);
    assertThat(shown.code()).isEqualTo(3);
    assertThat(shown.err()).contains("was forgotten at");
    assertThat(run("list").out()).doesNotContain("s0").contains("s2");
    long expected = json("prune", "--dry-run", "--max-unused=0").get("bytes").asLong();
    assertThat(expected).isPositive();
    JsonNode pruned = json("prune", "--max-unused=0");
    assertThat(pruned.get("forgottenFiles").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(pruned.get("bytes").asLong()).isPositive();
    assertThat(run("prune").out()).contains("freed 0");
    assertThat(run("verify").out()).contains("no damage found");
  }

  @Test
  void aRepairSaysWhatItDidAndWhatIsLost() throws IOException {
    assertThat(run("repair").code()).isZero();
    Path pack = repository.resolve("packs").resolve("00000001.pack");
    byte[] whole = Files.readAllBytes(pack);
    byte[] damaged = whole.clone();
    damaged[damaged.length - 40] ^= 1;
    Files.write(pack, damaged);
    CommandRun tried = run("repair", "--dry-run");
    assertThat(tried.code()).isEqualTo(6);
    assertThat(tried.out())
        .contains("would be done: " + pack)
        .contains("differs from packs that are repaired first");
    assertThat(Files.readAllBytes(pack)).isEqualTo(damaged);
    assertThat(run("repair").out()).contains("an index made from its blocks");
    assertThat(Files.readAllBytes(pack)).isEqualTo(whole);
    Files.delete(pack);
    JsonNode lost = json("repair");
    assertThat(lost.get("isWhole").asBoolean()).isFalse();
    assertThat(lost.get("harmed").get(0).get("label").asText()).isEqualTo("s0");
    CommandRun named = run("repair");
    assertThat(named.code()).isEqualTo(6);
    assertThat(named.out()).contains("cannot be read whole", "--forget-damaged");
    CommandRun forgotten = run("repair", "--forget-damaged");
    assertThat(forgotten.out()).contains("(s0) is forgotten");
    assertThat(run("list").out()).doesNotContain("s0");
  }

  @Test
  void rulesThatKeepNothingAreRefused() {
    CommandRun refused = run("forget", "--keep-tagged", "release");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("keep no snapshot at all").contains("--all");
    assertThat(run("forget").code()).isEqualTo(2);
    assertThat(run("forget", "s1", "--keep-last", "2").code()).isEqualTo(2);
    CommandRun period = run("forget", "--keep-within", "soon");
    assertThat(period.code()).isEqualTo(2);
    assertThat(period.err()).contains("is no span of time");
    assertThat(run("forget", "nothing").code()).isEqualTo(3);
    assertThat(run("list").out()).contains("s0").contains("s1").contains("s2");
    assertThat(run("forget", "--keep-tagged", "release", "--all").code()).isZero();
    assertThat(run("list").out()).doesNotContain("s2");
  }

  @Test
  void tagsAreGivenAndTakenAway() throws IOException {
    JsonNode tagged = json("tag", "s1", "+release=1.2", "+keep");
    assertThat(tagged.get("tags").get("release").asText()).isEqualTo("1.2");
    assertThat(tagged.get("tags").get("keep").asText()).isEmpty();
    assertThat(run("list").out()).contains("keep release=1.2");
    assertThat(run("tag", "s1", "-keep").out()).contains("release=1.2").doesNotContain("keep");
    assertThat(run("tag", "s1", "release").code()).isEqualTo(2);
    assertThat(run("tag", "s1", "--nothing").code()).isEqualTo(2);
    assertThat(run("note", "s1", "with the new driver").out()).contains("with the new driver");
    assertThat(run("show", "s1").out()).contains("with the new driver").contains("release=1.2");
    assertThat(run("forget", "--keep-tagged", "release").out()).contains("2 snapshots, 1 kept");
    assertThat(run("list").out()).contains("s1").doesNotContain("s0").doesNotContain("s2");
  }

  @Test
  void aSearchFindsTheTagsOfNow() {
    assertThat(run("search", "label:s1").out()).contains("s1");
    assertThat(run("search", "driver").out()).doesNotContain("s1");
    run("note", "s1", "driver");
    assertThat(run("search", "driver").out()).contains("s1");
    run("forget", "s1");
    assertThat(run("search", "driver").out()).doesNotContain("s1");
  }

  /** So it costs nothing to have thousands; that one is damaged is for others to tell. */
  @Test
  void aSearchReadsNoManifestOfWhatTheIndexHolds() throws IOException {
    assertThat(run("search", "label:s1").out()).contains("s1");
    Path manifest;
    try (Stream<Path> manifests = Files.list(repository.resolve("snapshots"))) {
      manifest = manifests.sorted().skip(1).findFirst().orElseThrow();
    }
    Files.writeString(manifest, "{}");
    CommandRun again = run("search", "label:s1");
    assertThat(again.out()).contains("s1");
    assertThat(again.err()).isEmpty();
    assertThat(run("verify").out()).contains(manifest.getFileName().toString());
  }

  @Test
  void statisticsSayWhatIsStored() throws IOException {
    JsonNode stats = json("stats");
    assertThat(stats.get("snapshots").asInt()).isEqualTo(3);
    assertThat(stats.get("prunableBytes").asLong()).isZero();
    assertThat(stats.get("bytes").get("packs").asLong()).isPositive();
    assertThat(stats.get("frames").asLong()).isEqualTo(120);
    assertThat(stats.get("pages").asLong()).isEqualTo(stats.get("neededPages").asLong());
    run("forget", "s0", "s1");
    JsonNode after = json("stats");
    assertThat(after.get("forgotten").asInt()).isEqualTo(2);
    assertThat(after.get("prunableBytes").asLong()).isPositive();
    assertThat(run("stats").out()).contains("1, and 2 forgotten").contains("prune");
  }

  @Test
  void statisticsSayWhatIsNotKnown() throws IOException {
    Files.delete(repository.resolve("packs/00000001.pack"));
    CommandRun stats = run("stats");
    assertThat(stats.code()).isEqualTo(17);
    assertThat(stats.err()).contains("00000001.pack");
    assertThat(stats.out()).contains("snapshots").doesNotContain("compression");
    CommandRun pruned = run("prune");
    assertThat(pruned.code()).isEqualTo(6);
    assertThat(pruned.err()).contains("nothing was pruned");
  }
}
