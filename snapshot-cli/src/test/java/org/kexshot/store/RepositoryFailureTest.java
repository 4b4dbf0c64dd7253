package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
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
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SnapshotList;

/** What failures, crashes and damage do to a repository, and what they do not. */
class RepositoryFailureTest {
  @TempDir private Path temporary;
  private Path directory;
  private Repository repository;
  private MemoryDump first;
  private MemoryDump second;

  @BeforeEach
  void makeRepository() throws IOException {
    directory = temporary.resolve("repository");
    repository = Repository.openOrCreate(directory);
    Random random = new Random(1);
    first = RandomImages.image(random);
    second = RandomImages.changed(first, random);
  }

  @Test
  void anImageThatFailsHalfWayLeavesNothingVisible() throws IOException {
    Snapshot before = add(first);
    IOException cause = new IOException("device gone");
    long lastFrame = second.pages().keySet().stream().max(Long::compare).orElseThrow();
    assertThatThrownBy(() -> add(second.copy().failingAt(lastFrame, cause))).isSameAs(cause);
    assertThat(repository.snapshots()).containsExactly(before);
    assertThat(filesIn("temporary")).isEmpty();
    Snapshot after = add(second);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
    assertThat(repository.find("latest")).isEqualTo(after);
  }

  @Test
  void aCrashBeforeTheManifestIsClearedByTheNextAddition() throws IOException {
    add(first);
    Snapshot lost = add(second);
    RepositoryLayout layout = new RepositoryLayout(directory);
    Files.delete(layout.manifest(lost.manifest().sequence(), lost.id()));
    Files.writeString(layout.temporary().resolve("pack123.tmp"), "half a pack");
    markTableAsBeingWritten(layout);

    assertThat(repository.snapshots()).hasSize(1);
    Snapshot again = add(second);
    assertThat(again.manifest().storage().newPages())
        .isEqualTo(lost.manifest().storage().newPages());
    assertThat(filesIn("temporary")).isEmpty();
    assertThat(filesIn("maps")).hasSize(2);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
    assertThat(add(second).manifest().storage().newPages()).isZero();
  }

  private static void markTableAsBeingWritten(RepositoryLayout layout) throws IOException {
    try (FileChannel table = FileChannel.open(layout.pageTable(), StandardOpenOption.WRITE)) {
      table.write(ByteBuffer.allocate(8).putLong(0, -1), 16);
      table.write(ByteBuffer.allocate(4096), 4096);
    }
  }

  @Test
  void theCacheMayBeDeletedAtAnyTime() throws IOException {
    add(first);
    TestDirectories.deleteTree(directory.resolve("cache").resolve("pages.table"));
    assertThat(add(first).manifest().storage().newPages()).isZero();
  }

  @Test
  void aSecondWriterIsRefused() throws IOException {
    try (RepositoryLock held =
        RepositoryLock.take(new RepositoryLayout(directory).lock(), Duration.ZERO)) {
      held.check();
      assertThatThrownBy(() -> add(first))
          .isInstanceOfSatisfying(
              RepositoryException.class,
              e -> assertThat(e.reason()).isEqualTo(RepositoryException.Reason.LOCKED))
          .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
    }
    assertThat(add(first).manifest().sequence()).isEqualTo(1);
  }

  @Test
  void aPatientWriterWaitsForTheOther() throws Exception {
    RepositoryLock held =
        RepositoryLock.take(new RepositoryLayout(directory).lock(), Duration.ZERO);
    Thread other =
        new Thread(
            () -> {
              try {
                Thread.sleep(300);
                held.close();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    try (Addition addition = repository.beginAddition(Duration.ofMinutes(1), told -> {})) {
      addition.add(first, DebugFiles.NONE, SnapshotDescription.labelled("x"), PageProgress.NONE);
    }
    other.join();
    assertThat(repository.snapshots()).hasSize(1);
  }

  @Test
  void aDiskThatIsTooSmallIsNoticedBeforeThereIsAnythingToAdd() throws IOException {
    try (Addition addition = repository.beginAddition(Duration.ZERO, told -> {})) {
      addition.requireRoom(1);
      long pages = Files.getFileStore(directory).getTotalSpace() / 4096 * 3;
      assertThatThrownBy(() -> addition.requireRoom(pages))
          .isInstanceOfSatisfying(
              RepositoryException.class,
              e -> assertThat(e.reason()).isEqualTo(RepositoryException.Reason.NO_ROOM))
          .hasMessageContaining("make room");
    }
  }

  @Test
  void everyDamagedByteOfAPackIsFound() throws IOException {
    Snapshot snapshot = add(first);
    Path pack = new RepositoryLayout(directory).pack(1);
    byte[] whole = Files.readAllBytes(pack);
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      // The header's reserved word and padding before the index mean nothing.
      int at = i == 0 ? 0 : 16 + random.nextInt(whole.length - 16);
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(pack, damaged);
      List<String> problems = repository.verify(snapshot, PageProgress.NONE).problems();
      assertThat(problems.isEmpty() && !isPadding(whole, at)).as("offset %d", at).isFalse();
      assertThat(problems).allSatisfy(problem -> assertThat(problem).contains("00000001.pack"));
    }
    Files.write(pack, whole);
    assertThat(repository.verify(snapshot, PageProgress.NONE).problems()).isEmpty();
  }

  private static boolean isPadding(byte[] pack, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(pack).order(ByteOrder.LITTLE_ENDIAN);
    long indexOffset = bytes.getLong(pack.length - 16);
    return at < indexOffset && at >= indexOffset - 7;
  }

  @Test
  void aDamagedPageMapIsFound() throws IOException {
    Snapshot snapshot = add(first);
    Path map = snapshot.manifest().pageMap(new RepositoryLayout(directory));
    byte[] whole = Files.readAllBytes(map);
    for (int at = 0; at < whole.length; at += 1 + whole.length / 50) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(map, damaged);
      assertThat(repository.verify(snapshot, PageProgress.NONE).problems())
          .as("offset %d", at)
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(problem).contains(map.getFileName().toString()));
    }
  }

  @Fault("One damaged manifest closes the repository")
  @Test
  void aDamagedManifestIsNamedAndTheRestGoesOn() throws IOException {
    Snapshot damaged = add(first);
    Snapshot whole = add(second);
    Path file =
        new RepositoryLayout(directory).manifest(damaged.manifest().sequence(), damaged.id());
    Files.writeString(file, Files.readString(file).replace("\"label\"", "\"lebal\""));
    SnapshotList.Reading read = repository.readSnapshots();
    assertThat(read.snapshots()).containsExactly(whole);
    assertThat(read.problems()).singleElement().asString().contains(file.getFileName().toString());
    assertThat(add(first).manifest().storage().newPages()).isZero();
    assertThatThrownBy(() -> repository.find(damaged.id()))
        .isInstanceOfSatisfying(
            RepositoryException.class,
            e -> assertThat(e.reason()).isEqualTo(RepositoryException.Reason.CORRUPT))
        .hasMessageContaining(file.getFileName().toString());
  }

  @Test
  void readingADamagedPageNamesThePack() throws IOException {
    Snapshot snapshot = add(first);
    Path pack = new RepositoryLayout(directory).pack(1);
    byte[] bytes = Files.readAllBytes(pack);
    Arrays.fill(bytes, 16, bytes.length / 2, (byte) 0x5a);
    Files.write(pack, bytes);
    try (Dump dump = repository.openDump(snapshot)) {
      long frame = first.pages().keySet().iterator().next();
      while (isZero(first.pages().get(frame))) {
        frame++;
      }
      long address = frame << 12;
      assertThatThrownBy(() -> dump.memory().read(address, new byte[4096], 0, 4096))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("00000001.pack, block 0");
    }
  }

  private static boolean isZero(byte[] page) {
    return page == null || Arrays.equals(page, new byte[4096]);
  }

  @Test
  void aForeignDirectoryIsLeftAlone() throws IOException {
    Path foreign = Files.createDirectory(temporary.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.txt"), "important");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> Repository.openOrCreate(foreign))
          .isInstanceOfSatisfying(
              RepositoryException.class,
              e -> assertThat(e.reason()).isEqualTo(RepositoryException.Reason.NOT_A_REPOSITORY));
    }
    assertThat(foreign).isDirectoryContaining(file -> file.endsWith("thesis.txt"));
    assertThat(foreign.toFile().list()).hasSize(1);
  }

  @Test
  void aNewerRepositoryIsRefusedByItsVersion() throws IOException {
    Files.writeString(directory.resolve("format"), "kexshot repository 3\n");
    assertThatThrownBy(() -> Repository.open(directory))
        .hasMessageContaining("kexshot repository 3")
        .hasMessageContaining("expected \"kexshot repository 2\" or less");
  }

  @Test
  void snapshotsAreFoundByIdPrefixLabelAndAge() throws IOException {
    Snapshot old = repository.add(first, SnapshotDescription.labelled("a"), PageProgress.NONE);
    Snapshot middle = repository.add(second, SnapshotDescription.labelled("b"), PageProgress.NONE);
    Snapshot recent = repository.add(first, SnapshotDescription.labelled("a"), PageProgress.NONE);
    assertThat(repository.find("latest")).isEqualTo(recent);
    assertThat(repository.find("latest~2")).isEqualTo(old);
    assertThat(repository.find("a")).isEqualTo(recent);
    assertThat(repository.find("b")).isEqualTo(middle);
    assertThat(repository.find(old.id().substring(0, 9))).isEqualTo(old);
    assertThat(recent.manifest().previous()).contains(middle.id());
    for (String wrong : List.of("latest~3", "c", "ffffffffffff", "../x", "")) {
      assertThatThrownBy(() -> repository.find(wrong))
          .isInstanceOfSatisfying(
              RepositoryException.class,
              e -> assertThat(e.reason()).isEqualTo(RepositoryException.Reason.NO_SUCH_SNAPSHOT));
    }
  }

  @Fault("A label that looks like an id shows another snapshot")
  @Test
  void aLabelThatIsTheStartOfAnIdShowsNoOtherSnapshot() throws IOException {
    Snapshot old = repository.add(first, SnapshotDescription.labelled("a"), PageProgress.NONE);
    String label = old.id().substring(0, 6);
    SnapshotDescription described = SnapshotDescription.labelled(label);
    Snapshot labelled = repository.add(second, described, PageProgress.NONE);
    assertThatThrownBy(() -> repository.find(label))
        .hasMessageContaining(old.shortId())
        .hasMessageContaining(labelled.shortId());
    assertThat(repository.find(old.shortId())).isEqualTo(old);
    assertThat(repository.find(labelled.shortId())).isEqualTo(labelled);
  }

  @Test
  void onlyTheOwnerCanReadWhatIsStored() throws IOException {
    add(first);
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .endsWith("------"));
    }
  }

  private Snapshot add(MemoryDump image) throws IOException {
    return repository.add(image, SnapshotDescription.labelled("x"), PageProgress.NONE);
  }

  private List<Path> filesIn(String part) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(part))) {
      return files.toList();
    }
  }
}
