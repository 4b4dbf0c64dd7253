package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.maintain.Forgetting;
import org.kexshot.store.maintain.Retention;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** A forgotten snapshot is in no list; its number, its id and the chain of hashes stay. */
class RepositoryForgetTest {
  private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private Repository repository;
  private MemoryDump image;

  @BeforeEach
  void makeRepository() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    repository = Repository.openOrCreate(layout.root());
    image = RandomImages.image(new Random(5));
  }

  @Test
  void leavesATombstoneOfTheSameBytes() throws IOException {
    add("one", 0);
    Snapshot two = add("two", 1);
    Snapshot three = add("three", 2);
    byte[] manifest = Files.readAllBytes(layout.manifest(2, two.id()));
    forget(two.id());
    assertThat(ids()).doesNotContain(two.id()).hasSize(2);
    assertThat(layout.manifest(2, two.id())).doesNotExist();
    try (var files = Files.list(layout.snapshots())) {
      Path tombstone =
          files.filter(file -> file.toString().endsWith(".forgotten")).findFirst().orElseThrow();
      assertThat(Files.readAllBytes(tombstone)).isEqualTo(manifest);
    }
    assertThat(repository.verifyChain(Optional.empty()).problems()).isEmpty();
    assertThat(repository.verifyChain(Optional.of(three)).snapshots()).isEqualTo(3);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  @Test
  void aForgottenIdIsToldAsSuch() throws IOException {
    Snapshot one = add("one", 0);
    add("two", 1);
    forget("one");
    assertThatThrownBy(() -> repository.find(one.shortId()))
        .isInstanceOfSatisfying(
            RepositoryException.class,
            failure ->
                assertThat(failure.reason()).isEqualTo(RepositoryException.Reason.NO_SUCH_SNAPSHOT))
        .hasMessageContaining("was forgotten at 20");
    assertThatThrownBy(() -> repository.find("one")).hasMessageContaining("no snapshot has this");
    assertThat(repository.find("latest").manifest().label()).isEqualTo("two");
    assertThatThrownBy(() -> repository.find("latest~1")).hasMessageContaining("1 snapshots");
    assertThatThrownBy(() -> forget(one.id())).hasMessageContaining("was forgotten at 20");
  }

  @Test
  void numbersAreNotUsedAgainAndTheNextManifestNamesTheForgottenOne() throws IOException {
    add("one", 0);
    Snapshot newest = add("two", 1);
    forget("latest", "latest~1");
    assertThat(repository.snapshots()).isEmpty();
    Snapshot next = add("three", 2);
    assertThat(next.manifest().sequence()).isEqualTo(3);
    assertThat(next.manifest().previous()).contains(newest.id());
    assertThat(next.manifest().storage().packs())
        .allSatisfy(pack -> assertThat(pack.number()).isGreaterThan(1));
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  @Test
  void anAdditionLeavesTheFilesOfAForgottenSnapshotToBePruned() throws IOException {
    add("one", 0);
    image = RandomImages.changed(image, new Random(1));
    Snapshot two = add("two", 1);
    forget("two");
    List<String> told = new ArrayList<>();
    try (Addition addition = repository.beginAddition(Duration.ZERO, told::add)) {
      addition.add(image, DebugFiles.NONE, SnapshotDescription.labelled("x"), PageProgress.NONE);
    }
    assertThat(told).isEmpty();
    assertThat(layout.unreached()).doesNotExist();
    assertThat(two.manifest().pageMap(layout)).exists();
    assertThat(repository.verifyAll(PageProgress.NONE).notes())
        .singleElement()
        .asString()
        .contains("1 files came with snapshots that were forgotten");
  }

  @Test
  void aDamagedManifestCanBeForgotten() throws IOException {
    Snapshot one = add("one", 0);
    Snapshot two = add("two", 1);
    Files.write(layout.manifest(1, one.id()), new byte[10]);
    assertThatThrownBy(() -> choice(new Retention(1, List.of(), Optional.empty())))
        .hasMessageContaining("unknown whether");
    forget(one.id());
    assertThat(ids()).containsExactly(two.id());
    assertThat(repository.readSnapshots().problems()).isEmpty();
  }

  @Test
  void aSnapshotIsKeptIfAnyRuleKeepsIt() throws IOException {
    add("old", 0, Map.of("release", "1.0"));
    add("older", -3, Map.of());
    add("tagged", 1, Map.of("release", "2.0"));
    add("middle", 20, Map.of());
    add("new", 40, Map.of());
    assertThat(forgotten(2, List.of(), Optional.empty())).containsExactly("old", "older", "tagged");
    assertThat(forgotten(0, List.of("release"), Optional.empty()))
        .containsExactly("older", "middle", "new");
    assertThat(forgotten(0, List.of("release=2.0"), Optional.empty()))
        .containsExactly("old", "older", "middle", "new");
    assertThat(forgotten(0, List.of(), Optional.of(Duration.ofDays(40)))).containsExactly("older");
    assertThat(forgotten(1, List.of("release=1.0"), Optional.of(Duration.ofDays(20))))
        .containsExactly("older", "tagged");
    assertThat(choice(new Retention(0, List.of("none"), Optional.empty())).kept()).isZero();
  }

  private List<String> forgotten(int last, List<String> tags, Optional<Duration> within)
      throws IOException {
    return choice(new Retention(last, tags, within)).snapshots().stream()
        .map(one -> one.manifest().label())
        .toList();
  }

  private Forgetting.Choice choice(Retention rules) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      return maintenance.forgetting().notKept(rules);
    }
  }

  private void forget(String... references) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      Forgetting forgetting = maintenance.forgetting();
      forgetting.forget(forgetting.named(List.of(references)));
    }
  }

  private List<String> ids() throws IOException {
    return repository.snapshots().stream().map(Snapshot::id).toList();
  }

  private Snapshot add(String label, int day) throws IOException {
    return add(label, day, Map.of());
  }

  private Snapshot add(String label, int day, Map<String, String> tags) throws IOException {
    return repository.add(
        image,
        SnapshotDescription.labelled(label)
            .withTags(tags)
            .withTakenAt(DAY.plus(Duration.ofDays(day))),
        PageProgress.NONE);
  }
}
