package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.key.Secret;
import org.kexshot.store.manifest.Annotation;
import org.kexshot.store.manifest.Outline;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SnapshotList;

/** The list that is kept beside the manifests: whatever becomes of it, it says what they say. */
class KeptOutlinesTest {
  @TempDir(factory = InMemory.class)
  private Path temporary;

  private RepositoryLayout layout;
  private Repository repository;
  private MemoryDump first;

  @BeforeEach
  void makeRepository() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    repository = Repository.openOrCreate(layout.root());
    first = RandomImages.image(new Random(1));
    add(repository, "a");
    add(repository, "b");
    add(repository, "c");
  }

  @Test
  void saysWhatManifestsSay() throws IOException {
    assertThat(layout.outlines()).exists();
    assertThat(repository.outlines().outlines()).isEqualTo(ofManifests(repository));
    tag("b", Map.of("kept", "yes", "mark", ""));
    assertThat(repository.outlines().outlines()).isEqualTo(ofManifests(repository));
    assertThat(repository.outlines().outlines().get(1).tags()).containsEntry("kept", "yes");
    RepositoryPruneTest.forget(repository, "a");
    assertThat(labels(repository)).containsExactly("b", "c");
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  @Test
  void whateverByteOfItIsFlippedItIsReadNoMoreAndMadeAgain() throws IOException {
    byte[] whole = Files.readAllBytes(layout.outlines());
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      Files.write(layout.outlines(), damaged);
      assertThat(labels(repository)).as("byte %d", at).containsExactly("a", "b", "c");
      assertThat(Files.readAllBytes(layout.outlines())).as("byte %d", at).isEqualTo(whole);
    }
    for (int length = 0; length < whole.length; length++) {
      Files.write(layout.outlines(), java.util.Arrays.copyOf(whole, length));
      assertThat(labels(repository)).as("cut at %d", length).containsExactly("a", "b", "c");
    }
  }

  @Test
  void isMadeAgainWhereItIsMissingOrCannotBeWritten() throws IOException {
    Files.delete(layout.outlines());
    assertThat(labels(repository)).containsExactly("a", "b", "c");
    assertThat(layout.outlines()).exists();
    Files.delete(layout.outlines());
    Files.createDirectory(layout.outlines());
    assertThat(labels(repository)).containsExactly("a", "b", "c");
    add(repository, "d");
    assertThat(labels(repository)).containsExactly("a", "b", "c", "d");
    assertThat(repository.find("b").manifest().label()).isEqualTo("b");
  }

  /** A list with entries of manifests that are gone, and without some that are there. */
  @Test
  void anOldListIsNoHarm() throws IOException {
    byte[] old = Files.readAllBytes(layout.outlines());
    RepositoryPruneTest.forget(repository, "a");
    Snapshot gone = repository.find("b");
    Files.delete(layout.manifest(gone.manifest().sequence(), gone.id()));
    add(repository, "d");
    Files.write(layout.outlines(), old);
    assertThat(labels(repository)).containsExactly("c", "d");
  }

  /** What the manifest said is known still; that it is damaged, verification says. */
  @Test
  void aDamagedManifestIsListedAndVerifyNamesIt() throws IOException {
    Snapshot damaged = repository.find("b");
    Path file = layout.manifest(damaged.manifest().sequence(), damaged.id());
    Files.writeString(file, "x");
    assertThat(labels(repository)).containsExactly("a", "b", "c");
    assertThat(repository.verifyAll(PageProgress.NONE).problems())
        .anyMatch(problem -> problem.contains(file.toString()));
    Files.delete(layout.outlines());
    SnapshotList.Outlines read = repository.outlines();
    assertThat(read.outlines()).map(Outline::label).containsExactly("a", "c");
    assertThat(read.problems()).singleElement().asString().contains(file.toString());
  }

  @Test
  void verifyHoldsItToTheManifests() throws IOException {
    byte[] forged = Files.readAllBytes(layout.outlines());
    int at = 16 + 4 + 4 + 64 + 4;
    assertThat(forged[at]).isEqualTo((byte) 'a');
    forged[at] = 'z';
    CRC32 crc = new CRC32();
    crc.update(forged, 0, forged.length - 4);
    for (int i = 0; i < 4; i++) {
      forged[forged.length - 4 + i] = (byte) (crc.getValue() >>> 8 * i);
    }
    Files.write(layout.outlines(), forged);
    assertThat(repository.verifyAll(PageProgress.NONE).problems())
        .singleElement()
        .asString()
        .contains(layout.outlines().toString())
        .contains(repository.snapshots().get(0).shortId());
  }

  @Test
  void isSealedInAnEncryptedRepository() throws IOException {
    Path key = temporary.resolve("key");
    Files.write(key, new byte[40]);
    KeySource keys = directory -> Secret.keyFile(key);
    RepositoryLayout sealed = new RepositoryLayout(temporary.resolve("sealed"));
    Repository encrypted = Repository.createEncrypted(sealed.root(), keys);
    add(encrypted, "label-in-plain-text");
    assertThat(encrypted.outlines().outlines()).isEqualTo(ofManifests(encrypted));
    assertThat(Files.readAllBytes(sealed.outlines()))
        .startsWith("kexsseal".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    byte[] damaged = Files.readAllBytes(sealed.outlines());
    damaged[100] ^= 1;
    Files.write(sealed.outlines(), damaged);
    assertThat(labels(encrypted)).containsExactly("label-in-plain-text");
  }

  private static List<String> labels(Repository of) throws IOException {
    SnapshotList.Outlines read = of.outlines();
    assertThat(read.problems()).isEmpty();
    return read.outlines().stream().map(Outline::label).toList();
  }

  private static List<Outline> ofManifests(Repository of) throws IOException {
    return of.snapshots().stream().map(Outline::of).toList();
  }

  private void tag(String reference, Map<String, String> tags) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      maintenance.describe(reference, before -> new Annotation(before.note(), tags));
    }
  }

  private void add(Repository into, String label) throws IOException {
    into.add(first, SnapshotDescription.labelled(label), PageProgress.NONE);
  }
}
