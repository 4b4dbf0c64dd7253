package org.kexshot.operation.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.render.html.HostileImages;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.series.SeriesReader;
import org.kexshot.diff.series.image.KeptImage;
import org.kexshot.diff.series.image.ReadImage;
import org.kexshot.diff.series.image.SeriesImage;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.objects.KernelObjectKinds;
import org.kexshot.objects.KindConstants;
import org.kexshot.operation.Image;
import org.kexshot.record.RecordWriter;
import org.kexshot.store.Repository;
import org.kexshot.store.fact.Program;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** A comparison says the same whether it is made or was kept. */
class SnapshotFactsTest {
  private static final Optional<Program> PROGRAM = Optional.of(new Program("12".repeat(32)));

  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private Snapshot before;
  private Snapshot after;

  @BeforeEach
  void store() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    Repository repository = Repository.openOrCreate(layout.root());
    before = add(repository, "before", HostileImages.before());
    after = add(repository, "after", HostileImages.after());
  }

  private static Snapshot add(Repository repository, String label, Image image) throws IOException {
    try (image) {
      return repository.add(image.dump(), SnapshotDescription.labelled(label), PageProgress.NONE);
    }
  }

  /** As a command finds it, which opens the repository itself. */
  private Image open(Snapshot snapshot, Optional<Program> program) throws IOException {
    Repository repository = Repository.open(layout.root());
    return new Image(
        snapshot.manifest().label(),
        repository.openImage(snapshot, DebugFiles.NONE),
        Optional.of(repository),
        Optional.of(snapshot),
        program.map(some -> new SnapshotFacts(repository, snapshot, program)));
  }

  private ImageDifference difference(Optional<Program> program) throws IOException {
    try (Image first = open(before, program);
        Image second = open(after, program)) {
      return first.differenceTo(second);
    }
  }

  private List<Path> kept() {
    try (var files = Files.list(layout.facts())) {
      return files.toList();
    } catch (java.nio.file.NoSuchFileException none) {
      return List.of();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void aKeptComparisonSaysTheSame() throws IOException {
    ImageDifference made = difference(Optional.empty());
    assertThat(made.objects()).anyMatch(kind -> !kind.isEmpty());
    assertThat(made.memory().changes()).isNotEmpty();
    assertThat(made.symbols().changes()).isNotEmpty();
    assertThat(kept()).isEmpty();
    assertThat(difference(PROGRAM)).isEqualTo(made);
    assertThat(kept()).hasSize(1);
    assertThat(difference(PROGRAM)).isEqualTo(made);
  }

  @Test
  void aKeptComparisonIsNotMadeAgain() throws IOException {
    ImageDifference made = difference(Optional.empty());
    ImageDifference another = HostileImages.after().differenceTo(HostileImages.before());
    assertThat(another).isNotEqualTo(made);
    RecordWriter writer = new RecordWriter(KindConstants.all());
    writer.write(another);
    Repository.open(layout.root())
        .facts(PROGRAM.orElseThrow())
        .keep(writer.bytes(), before.id(), after.id());
    assertThat(difference(PROGRAM)).isEqualTo(another);
    assertThat(difference(Optional.of(new Program("34".repeat(32))))).isEqualTo(made);
  }

  @Test
  void whatWasComparedIsListed() throws IOException {
    Repository repository = Repository.open(layout.root());
    List<Snapshot> both = List.of(before, after);
    assertThat(SnapshotFacts.compared(repository, both, (one, other) -> true, () -> PROGRAM))
        .isEmpty();
    ImageDifference made = difference(PROGRAM);
    List<SnapshotFacts.Compared> listed =
        SnapshotFacts.compared(
            repository,
            both,
            (one, other) -> one.equals(before.id()) && other.equals(after.id()),
            () -> PROGRAM);
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).before().snapshot()).isEqualTo(before);
    assertThat(listed.get(0).after().snapshot()).isEqualTo(after);
    assertThat(listed.get(0).difference()).contains(made);
    assertThat(
            SnapshotFacts.compared(
                repository, both, (one, other) -> false, () -> fail("asked for")))
        .isEmpty();
    assertThat(SnapshotFacts.compared(repository, List.of(after), (a, b) -> true, () -> PROGRAM))
        .isEmpty();
    Optional<Program> another = Optional.of(new Program("34".repeat(32)));
    assertThat(SnapshotFacts.compared(repository, both, (a, b) -> true, () -> another)).isEmpty();
  }

  @Test
  void whatIsNoComparisonIsMadeAgain() throws IOException {
    ImageDifference made = difference(PROGRAM);
    RecordWriter writer = new RecordWriter(KindConstants.all());
    writer.write(made.pages());
    Repository.open(layout.root())
        .facts(PROGRAM.orElseThrow())
        .keep(writer.bytes(), before.id(), after.id());
    assertThat(difference(PROGRAM)).isEqualTo(made);
  }

  @Test
  void aDamagedFileChangesNoAnswer() throws IOException {
    ImageDifference made = difference(PROGRAM);
    Path file = kept().get(0);
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at += 1 + whole.length / 12) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertThat(difference(PROGRAM)).as("byte %d", at).isEqualTo(made);
      assertThat(Files.readAllBytes(file)).as("made again").isEqualTo(whole);
    }
  }

  @Test
  void aKeptImageSaysTheSameToASeries() throws IOException {
    try (Image image = open(after, PROGRAM)) {
      SnapshotFacts facts = image.facts().orElseThrow();
      assertThat(facts.image()).isEmpty();
      ReadImage read = new ReadImage(image.kernel());
      assertThat(read.kept().covers(SeriesReader.usualKinds())).isFalse();
      SeriesReader.usualKinds().forEach(read::listing);
      facts.keepImage(read.kept());
      KeptImage kept = facts.image().orElseThrow();
      assertThat(kept).isEqualTo(read.kept());
      assertThat(kept.covers(SeriesReader.usualKinds())).isTrue();
      assertThat(kept.covers(KernelObjectKinds.all())).isFalse();
      SeriesImage again = kept.image(image.kernel().vmcoreinfo());
      assertThat(again.mark().log()).isEqualTo(read.mark().log());
      assertThat(again.mark().kernelNanos()).isEqualTo(read.mark().kernelNanos());
      assertThat(again.listing(ModuleList.KIND)).isEqualTo(read.listing(ModuleList.KIND));
      assertThat(again.listing(ModuleList.KIND).listing().items()).isNotEmpty();
    }
  }

  @Test
  void nothingIsKeptWherePagesCouldNotBeRead() throws IOException {
    Path pack = layout.pack(2);
    byte[] whole = Files.readAllBytes(pack);
    byte[] damaged = whole.clone();
    for (int at = 16; at < 24; at++) {
      damaged[at] ^= 0x55;
    }
    Files.write(pack, damaged);
    ImageDifference withLess = difference(PROGRAM);
    assertThat(kept()).isEmpty();
    Files.write(pack, whole);
    assertThat(difference(PROGRAM)).isNotEqualTo(withLess).isEqualTo(difference(Optional.empty()));
    assertThat(kept()).hasSize(1);
  }
}
