package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** A repository that was written once and is kept: what any later version has to read of it. */
class FrozenRepositoryTest {
  private static final String NAME = "repository-1";

  @TempDir private Path temporary;
  private Path directory;
  private String expected;

  /** Made whole again, and with the permissions that the repository gives: Git keeps neither. */
  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    Path frozen = Path.of(FrozenRepositoryTest.class.getResource("/frozen").toURI());
    expected = Files.readString(frozen.resolve(NAME + FrozenRepository.EXPECTED));
    directory = temporary.resolve(NAME);
    Repository.openOrCreate(directory);
    Files.delete(directory.resolve("format"));
    Path source = frozen.resolve(NAME);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = Files.copy(file, directory.resolve(source.relativize(file).toString()));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    assertThat(FrozenRepository.text(Repository.open(directory))).isEqualTo(expected);
  }

  @Test
  void everyHashIsThatOfWhatIsRead() throws IOException {
    assertThat(Repository.open(directory).verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  /** What was packed by an older version is found by its contents. */
  @Test
  void whatIsAddedSharesItsPages() throws IOException {
    Repository repository = Repository.open(directory);
    Snapshot added =
        repository.add(
            FrozenRepository.dump(FrozenRepository.newest()),
            SnapshotDescription.labelled("added"),
            PageProgress.NONE);
    assertThat(added.manifest().storage().newPages()).isZero();
    assertThat(FrozenRepository.text(repository)).startsWith(expected);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
    List<Path> packs;
    try (Stream<Path> files = Files.list(new RepositoryLayout(directory).packs())) {
      packs = files.toList();
    }
    assertThat(packs).hasSize(4);
    assertThat(added.manifest().imageSha256()).isEmpty();
    assertThat(directory.resolve("format")).hasContent("kexshot repository 1\n");
  }

  /** On request alone. What was there stays, byte for byte. */
  @Test
  void isUpgradedAndGoesOn() throws IOException {
    Repository repository = Repository.open(directory);
    assertThat(repository.upgrade(Duration.ZERO)).isTrue();
    assertThat(repository.upgrade(Duration.ZERO)).isFalse();
    assertThat(repository.version()).isEqualTo(2);
    Repository upgraded = Repository.open(directory);
    Snapshot added =
        upgraded.add(
            FrozenRepository.dump(FrozenRepository.newest()),
            SnapshotDescription.labelled("added"),
            PageProgress.NONE);
    assertThat(added.manifest().storage().newPages()).isZero();
    assertThat(added.manifest().imageSha256()).isPresent();
    assertThat(FrozenRepository.text(upgraded)).startsWith(expected);
    assertThat(upgraded.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }
}
