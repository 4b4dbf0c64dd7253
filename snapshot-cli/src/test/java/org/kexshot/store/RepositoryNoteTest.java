package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.maintain.Retention;
import org.kexshot.store.manifest.Annotation;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** Tags and notes of now stand beside the manifest, which is never changed. */
class RepositoryNoteTest {
  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private Repository repository;
  private Snapshot snapshot;

  @BeforeEach
  void makeRepository() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    repository = Repository.openOrCreate(layout.root());
    snapshot =
        repository.add(
            RepositoryPruneTest.random(new Random(1)),
            SnapshotDescription.labelled("one").withNote("first").withTags(Map.of("a", "1")),
            PageProgress.NONE);
  }

  private Path note() {
    return layout.note(1, snapshot.id());
  }

  private Snapshot describe(String note, Map<String, String> tags) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      return maintenance.describe("one", before -> new Annotation(note, tags));
    }
  }

  @Test
  void theManifestAndTheIdStay() throws IOException {
    byte[] manifest = Files.readAllBytes(layout.manifest(1, snapshot.id()));
    Snapshot described = describe("second \n\"quoted\" ünïcode", Map.of("b", "", "c", "x=y"));
    assertThat(described.id()).isEqualTo(snapshot.id());
    SnapshotDescription said = repository.find("one").manifest().description();
    assertThat(said.note()).isEqualTo("second \n\"quoted\" ünïcode");
    assertThat(said.tags()).isEqualTo(Map.of("b", "", "c", "x=y"));
    assertThat(said.label()).isEqualTo("one");
    assertThat(Files.readAllBytes(layout.manifest(1, snapshot.id()))).isEqualTo(manifest);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(note())))
        .isEqualTo("rw-------");
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
    assertThat(repository.verifyAll(PageProgress.NONE).notes()).isEmpty();
  }

  @Test
  void whateverByteIsFlippedTheSnapshotOpensAndTheDamageIsTold() throws IOException {
    describe("second", Map.of("b", "2"));
    byte[] whole = Files.readAllBytes(note());
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 1;
      Files.write(note(), flipped);
      assertThat(repository.find("one").manifest().description().note()).isEqualTo("first");
      assertThat(repository.readSnapshots().problems()).isEmpty();
      assertThat(repository.readSnapshots().unreadNotes())
          .singleElement()
          .asString()
          .contains(note().toString());
    }
    assertThat(repository.verifyChain(Optional.empty()).problems()).hasSize(1);
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      assertThatThrownBy(
              () ->
                  maintenance
                      .forgetting()
                      .notKept(new Retention(0, List.of("b"), Optional.empty())))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("unknown what is tagged");
    }
    describe("third", Map.of());
    assertThat(repository.readSnapshots().unreadNotes()).isEmpty();
  }

  @Test
  void theNoteOfAForgottenSnapshotIsPruned() throws IOException {
    describe("secret", Map.of());
    RepositoryPruneTest.forget(repository, "one");
    assertThat(note()).exists();
    RepositoryPruneTest.prune(repository, 0);
    assertThat(note()).doesNotExist();
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }
}
