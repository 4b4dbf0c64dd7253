package org.kexshot.store.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.Maintenance;
import org.kexshot.store.Repository;
import org.kexshot.store.TestDump;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.key.Secret;
import org.kexshot.store.manifest.SnapshotDescription;

/**
 * A file of facts is what was kept of these snapshots by this program, or as if it were not there.
 */
class FactFilesTest {
  private static final Program PROGRAM = new Program("ab".repeat(Sha256.LENGTH));
  private static final Program ANOTHER = new Program("cd".repeat(Sha256.LENGTH));
  private static final byte[] FACTS = "a secret of the machine".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private Repository repository;
  private String first;
  private String second;

  @BeforeEach
  void makeRepository() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    repository = Repository.openOrCreate(layout.root());
    first = add(repository, "first", 0);
    second = add(repository, "second", 1);
  }

  private String add(Repository into, String label, int changed) throws IOException {
    Path file = temporary.resolve(label + into.isEncrypted());
    TestDump.write(file, new Random(1), changed);
    try (Dump dump = DumpFiles.open(file)) {
      return into.add(dump, SnapshotDescription.labelled(label), PageProgress.NONE).id();
    }
  }

  private FactFiles facts() {
    return repository.facts(PROGRAM);
  }

  private Path file(String... ids) {
    return layout.facts().resolve(String.join("-", ids) + ".facts");
  }

  @Test
  void tellsOfWhichPairsSomethingWasKept() throws IOException {
    assertThat(repository.pairsWithFacts()).isEmpty();
    facts().keep(FACTS, first);
    facts().keep(FACTS, first, second);
    repository.facts(ANOTHER).keep(FACTS, second, first);
    Files.writeString(layout.facts().resolve("stray"), "a file of somebody else");
    Files.write(file(first, "00".repeat(32)), Files.readAllBytes(file(first, second)));
    assertThat(repository.pairsWithFacts())
        .contains(List.of(first, second), List.of(second, first))
        .allMatch(pair -> pair.size() == 2);
    assertThat(facts().holds(first, second)).isTrue();
    assertThat(facts().holds(second, first)).isFalse();
    assertThat(facts().holds(first, "00".repeat(32))).as("a file under another's name").isFalse();
    assertThat(repository.facts(ANOTHER).holds(second, first)).isTrue();
    assertThat(repository.facts(ANOTHER).holds(first, second)).isFalse();
  }

  @Test
  void findsWhatWasKept() throws IOException {
    assertThat(facts().find(first)).isEmpty();
    facts().keep(FACTS, first);
    assertThat(facts().find(first)).contains(FACTS);
    assertThat(facts().find(second)).isEmpty();
    assertThat(facts().find(first, second)).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(first))))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.facts())))
        .isEqualTo("rwx------");
    assertThat(layout.temporary()).isEmptyDirectory();
  }

  @Test
  void anotherProgramFindsNothing() {
    facts().keep(FACTS, first);
    assertThat(repository.facts(ANOTHER).find(first)).isEmpty();
    repository.facts(ANOTHER).keep(FACTS, first);
    assertThat(repository.facts(ANOTHER).find(first)).contains(FACTS);
    assertThat(facts().find(first)).isEmpty();
  }

  @Test
  void aDamagedFileIsAsIfItWereNotThere() throws IOException {
    facts().keep(FACTS, first);
    byte[] whole = Files.readAllBytes(file(first));
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      Files.write(file(first), damaged);
      assertThat(facts().find(first)).as("byte %d flipped", at).isEmpty();
      Files.write(file(first), Arrays.copyOf(whole, at));
      assertThat(facts().find(first)).as("cut at %d", at).isEmpty();
    }
    Files.write(file(first), Arrays.copyOf(whole, whole.length + 1));
    assertThat(facts().find(first)).isEmpty();
    Files.write(file(first), whole);
    assertThat(facts().find(first)).contains(FACTS);
  }

  @Test
  void anothersFileUnderItsNameIsAsIfItWereNotThere() throws IOException {
    facts().keep(FACTS, first);
    Files.copy(file(first), file(second));
    Files.copy(file(first), file(first, second));
    assertThat(facts().find(second)).isEmpty();
    assertThat(facts().find(first, second)).isEmpty();
  }

  @Test
  void followsNoLink() throws IOException {
    facts().keep(FACTS, first);
    Path elsewhere = temporary.resolve("elsewhere");
    Files.move(file(first), elsewhere);
    Files.createSymbolicLink(file(first), elsewhere);
    assertThat(facts().find(first)).isEmpty();
    facts().keep(FACTS, first);
    assertThat(file(first)).isRegularFile();
    assertThat(facts().find(first)).contains(FACTS);
  }

  @Test
  void whatCannotBeWrittenIsLeftOut() throws IOException {
    Files.write(layout.facts(), FACTS);
    facts().keep(FACTS, first);
    assertThat(facts().find(first)).isEmpty();
    assertThat(layout.temporary()).isEmptyDirectory();
  }

  @Test
  void keepsOneComparisonOfASnapshotWithEarlierOnes() throws IOException {
    String third = add(repository, "third", 2);
    facts().keep(FACTS, second);
    facts().keep(FACTS, first, second);
    facts().keep(FACTS, first, third);
    facts().keep(FACTS, second, third);
    assertThat(facts().find(first, third)).isEmpty();
    assertThat(facts().find(second, third)).contains(FACTS);
    assertThat(facts().find(first, second)).contains(FACTS);
    assertThat(facts().find(second)).contains(FACTS);
  }

  @Test
  void forgettingASnapshotTakesItsFactsAlong() throws IOException {
    facts().keep(FACTS, first);
    facts().keep(FACTS, second);
    facts().keep(FACTS, first, second);
    forget(first);
    assertThat(file(first)).doesNotExist();
    assertThat(file(first, second)).doesNotExist();
    assertThat(facts().find(second)).contains(FACTS);
  }

  @Test
  void nothingIsKeptOfASnapshotThatWasForgottenMeanwhile() throws IOException {
    forget(first);
    facts().keep(FACTS, first);
    facts().keep(FACTS, first, second);
    assertThat(layout.facts()).isEmptyDirectory();
  }

  @Test
  void pruningDeletesWhatOtherProgramsKeptOfForgottenSnapshots() throws IOException {
    facts().keep(FACTS, second);
    forget(first);
    Files.write(file(first), FACTS);
    Files.write(layout.facts().resolve("stray"), FACTS);
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      maintenance.prune(maintenance.planPruning(0, false), PageProgress.NONE);
    }
    assertThat(Files.list(layout.facts()).toList()).containsExactly(file(second));
  }

  private void forget(String id) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      var forgetting = maintenance.forgetting();
      forgetting.forget(forgetting.named(List.of(id)));
    }
  }

  @Test
  void anEncryptedRepositorySealsThem() throws IOException {
    Path key = temporary.resolve("key");
    Files.write(key, new byte[32]);
    KeySource keys = directory -> Secret.keyFile(key);
    layout = new RepositoryLayout(temporary.resolve("encrypted"));
    repository = Repository.createEncrypted(layout.root(), keys);
    String id = add(repository, "first", 0);
    facts().keep(FACTS, id);
    assertThat(facts().find(id)).contains(FACTS);
    assertThat(new String(Files.readAllBytes(file(id)), StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(FACTS, StandardCharsets.US_ASCII))
        .doesNotContain(id);
    byte[] damaged = Files.readAllBytes(file(id));
    damaged[damaged.length / 2] ^= 1;
    Files.write(file(id), damaged);
    assertThat(facts().find(id)).isEqualTo(Optional.empty());
  }
}
