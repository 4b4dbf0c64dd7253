package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.LiveMeasurement;
import org.kexshot.format.LiveReading;
import org.kexshot.format.lime.LimeFixture;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.format.raw.RawImage;
import org.kexshot.format.write.PageProgress;
import org.kexshot.io.FileRegion;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;

/** Every command that shows a snapshot which is not of one instant says so. */
class LiveImageCommandsTest {
  private static final String WORDS =
      "not of one instant: taken over 2.1 s while the system ran; about 3.1 % (2.6 to 3.7) of its"
          + " pages changed meanwhile";

  @TempDir private Path directory;
  private String repository;

  @BeforeEach
  void addSnapshots() throws IOException {
    Path file = directory.resolve("image");
    KernelFixture.write(file);
    repository = "--repository=" + directory.resolve("repository");
    Repository opened = Repository.openOrCreate(directory.resolve("repository"));
    LiveReading reading =
        LiveReading.of(
            new LiveMeasurement(
                Duration.ofMillis(2100), Duration.ofMillis(180), 4096, 127, 1234, 5, 6, 1 << 18));
    add(opened, file, SnapshotDescription.labelled("still"));
    add(opened, file, SnapshotDescription.labelled("live").withLive(reading));
  }

  private static void add(Repository repository, Path file, SnapshotDescription description)
      throws IOException {
    try (FileRegion region = FileRegion.open(file);
        Dump dump = RawImage.open(region, MemoryMap.read(KernelFixture.map(file)), () -> {})) {
      repository.add(dump, description, PageProgress.NONE);
    }
  }

  private String text(String... line) {
    return run(line).out();
  }

  private CommandRun run(String... line) {
    String[] whole = java.util.Arrays.copyOf(line, line.length + 1);
    whole[line.length] = repository;
    return CommandRun.of(whole);
  }

  @Test
  void show() throws IOException {
    assertThat(text("show", "live"))
        .contains("live        " + WORDS)
        .contains("within the first 0.180 s; frames meanwhile: 1,234 freed, 5 taken, 6 used")
        .contains("1.00 GiB that were wanted are unknown: the kernel does not map them");
    assertThat(text("show", "still")).doesNotContain("instant");
    JsonNode live = run("show", "live", "--json").json().get("live");
    assertThat(live.get("nanos").asLong()).isEqualTo(2_100_000_000L);
    assertThat(live.get("sampledPages").asInt()).isEqualTo(4096);
    assertThat(live.get("changedShareLower").asDouble()).isBetween(0.02, 0.031);
    assertThat(run("show", "still", "--json").json().has("live")).isFalse();
  }

  @Test
  void list() throws IOException {
    assertThat(text("list").lines().filter(line -> line.contains("Z ~")).toList())
        .singleElement()
        .asString()
        .contains("live");
    assertThat(text("list")).contains("~ not of one instant");
    JsonNode snapshots = run("list", "--json").json().get("snapshots");
    assertThat(snapshots.get(0).has("live")).isFalse();
    assertThat(snapshots.get(1).has("live")).isTrue();
  }

  @Test
  void diff() throws IOException {
    Path page = directory.resolve("r.html");
    assertThat(text("diff", "still", "live", "--html", page.toString()))
        .containsSubsequence("before ", "after ", WORDS);
    assertThat(Files.readString(page)).contains("after: " + WORDS);
    assertThat(text("diff", "live", "still")).containsSubsequence("before ", WORDS, "after ");
    JsonNode json = run("diff", "still", "live", "--json").json();
    assertThat(json.has("liveBefore")).isFalse();
    assertThat(json.get("liveAfter").get("changedPages").asInt()).isEqualTo(127);
  }

  @Test
  void info() throws IOException {
    assertThat(text("info", "live")).contains(WORDS);
    assertThat(run("info", "live", "--json").json().get("live").get("takenFrames").asInt())
        .isEqualTo(5);
  }

  @Test
  void aCopyIsNotOfOneInstantEither() throws IOException {
    Path copy = directory.resolve("copy");
    assertThat(run("copy", copy.toString(), "live").code()).isZero();
    assertThat(CommandRun.of("show", "live", "--repository=" + copy).out()).contains(WORDS);
  }

  /** Both tools read a running system, and say nothing of how long that took. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatLimeAndAvmlReadIsNotOfOneInstant(boolean packed) throws IOException {
    Path raw = directory.resolve("image");
    Path file = directory.resolve("acquired");
    try (FileRegion region = FileRegion.open(raw);
        Dump dump = RawImage.open(region, MemoryMap.read(KernelFixture.map(raw)), () -> {})) {
      Files.write(
          file,
          LimeFixture.write(
              dump.memory(), packed, dump.memory().ram().toArray(PhysicalRange[]::new)));
    }
    String words =
        "not of one instant: taken while the system ran; how much of it changed meanwhile is"
            + " unknown";
    assertThat(CommandRun.of("info", file.toString()).out()).contains(words);
    assertThat(run("import", "--label", "acquired", file.toString()).code()).isZero();
    assertThat(text("show", "acquired")).contains(words).doesNotContain("frames meanwhile");
    assertThat(run("show", "acquired", "--json").json().get("live").isEmpty()).isTrue();
    assertThat(text("diff", "still", "acquired")).contains(words);
    assertThat(run("verify").code()).isZero();
  }

  @Test
  void whatIsAboutJumpsMeansNothingToLive() {
    for (String option :
        new String[] {"--buffer=9", "--deadline=9", "--keep-on-device", "--keep-clock"}) {
      CommandRun run = run("snap", "x", "--method", "live", option);
      assertThat(run.code()).as(option).isEqualTo(2);
      assertThat(run.err()).contains("--method live: nothing stands still");
    }
  }

  @Test
  void anUnknownMethodIsToldWhichThereAre() {
    CommandRun run = run("snap", "x", "--method", "alive");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("give auto, memory, kernel or live");
  }
}
