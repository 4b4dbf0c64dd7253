package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.kexshot.Fault;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.page.PackSummary;

/** An addition never takes away what a snapshot needs, and no number is used twice. */
class RepositoryLossTest {
  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private Repository repository;
  private MemoryDump first;
  private MemoryDump second;
  private MemoryDump third;

  @BeforeEach
  void makeRepository() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    repository = Repository.openOrCreate(layout.root());
    Random random = new Random(3);
    first = RandomImages.image(random);
    second = RandomImages.changed(first, random);
    third = RandomImages.changed(second, random);
  }

  @Fault("After a manifest is gone an import deletes a pack that a living snapshot needs")
  @Test
  void aPackOfALivingSnapshotOutlivesTheManifestThatItCameWith() throws IOException {
    add(first);
    Snapshot gone = add(second);
    Snapshot living = add(second);
    assertThat(living.manifest().storage().packs()).isEmpty();
    deleteManifest(gone);
    add(first);
    assertThat(repository.verify(living, PageProgress.NONE).problems()).isEmpty();
    assertSame(second, living);
  }

  @Fault("The newest manifest gone, an import deletes its page map and pack")
  @Test
  void whatIsWholeIsMovedAsideAndNotDeleted() throws IOException {
    add(first);
    Snapshot gone = add(second);
    Path map = gone.manifest().pageMap(layout);
    Path pack = layout.pack(gone.manifest().storage().packs().get(0).number());
    byte[] mapBytes = Files.readAllBytes(map);
    byte[] packBytes = Files.readAllBytes(pack);
    byte[] manifest = Files.readAllBytes(layout.manifest(gone.manifest().sequence(), gone.id()));
    deleteManifest(gone);
    List<String> told = new ArrayList<>();
    try (Addition addition = repository.beginAddition(java.time.Duration.ZERO, told::add)) {
      addition.add(third, DebugFiles.NONE, SnapshotDescription.labelled("x"), PageProgress.NONE);
    }
    assertThat(told)
        .singleElement()
        .asString()
        .contains("moved 2 files")
        .contains(layout.unreached().toString());
    Path mapAside = layout.unreached().resolve(map.getFileName());
    Path packAside = layout.unreached().resolve(pack.getFileName());
    assertThat(Files.readAllBytes(mapAside)).isEqualTo(mapBytes);
    assertThat(Files.readAllBytes(packAside)).isEqualTo(packBytes);
    Files.move(mapAside, map);
    Files.move(packAside, pack);
    Files.write(layout.manifest(gone.manifest().sequence(), gone.id()), manifest);
    assertSame(second, gone);
  }

  @Test
  void nothingIsMovedWhileAManifestCannotBeRead() throws IOException {
    Snapshot damaged = add(first);
    Snapshot gone = add(second);
    Path file = layout.manifest(damaged.manifest().sequence(), damaged.id());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[whole.length]);
    deleteManifest(gone);
    add(third);
    assertThat(layout.unreached()).doesNotExist();
    Files.write(file, whole);
    assertSame(first, damaged);
  }

  @Test
  void aFileOfUnknownKernelTypesIsMovedAside() throws IOException {
    add(first);
    Files.createDirectories(layout.debugFiles());
    Files.writeString(layout.systemMap("ab".repeat(32)), "symbols");
    add(second);
    assertThat(layout.unreached().resolve("ab".repeat(32) + ".map")).hasContent("symbols");
  }

  @Test
  void numbersAreNeverUsedTwice() throws IOException {
    List<Integer> sequences = new ArrayList<>();
    List<Integer> packs = new ArrayList<>();
    Random random = new Random(5);
    MemoryDump image = first;
    for (int i = 0; i < 5; i++) {
      Snapshot added = add(image);
      sequences.add(added.manifest().sequence());
      added.manifest().storage().packs().stream().map(PackSummary::number).forEach(packs::add);
      deleteManifest(added);
      image = RandomImages.changed(image, random);
    }
    assertThat(sequences).hasSize(5).doesNotHaveDuplicates().isSorted();
    assertThat(packs).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void anAdditionThatFailsDeletesWhatItWroteAndNoMore() throws IOException {
    add(first);
    List<Path> before = files();
    long lastFrame = second.pages().keySet().stream().max(Long::compare).orElseThrow();
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> add(second.copy().failingAt(lastFrame, new IOException("device gone")))))
        .hasMessage("device gone");
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(layout.root())) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private void deleteManifest(Snapshot snapshot) throws IOException {
    Files.delete(layout.manifest(snapshot.manifest().sequence(), snapshot.id()));
  }

  private Snapshot add(MemoryDump image) throws IOException {
    return repository.add(image, SnapshotDescription.labelled("x"), PageProgress.NONE);
  }

  private void assertSame(MemoryDump image, Snapshot snapshot) throws IOException {
    try (Dump stored = repository.openDump(repository.find(snapshot.id()))) {
      byte[] page = new byte[4096];
      for (var entry : image.pages().entrySet()) {
        stored.memory().read(entry.getKey() << 12, page, 0, 4096);
        assertThat(page).as("frame 0x%x", entry.getKey()).isEqualTo(entry.getValue());
      }
    }
  }
}
