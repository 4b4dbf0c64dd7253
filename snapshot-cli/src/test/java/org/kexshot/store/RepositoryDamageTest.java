package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.maintain.Verification;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** Damaged and missing files: nothing wrong is given as right, and what is whole stays usable. */
class RepositoryDamageTest {
  private static final int FRAMES = 40;

  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private Repository repository;
  private MemoryDump first;
  private MemoryDump second;
  private Snapshot one;
  private Snapshot two;

  @BeforeEach
  void makeRepository() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    repository = Repository.openOrCreate(layout.root());
    Random random = new Random(1);
    first = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    for (int frame = 0; frame < FRAMES; frame++) {
      first.page(frame, page(random));
    }
    second = first.copy().page(7, page(random)).page(30, page(random));
    one = add(first);
    two = add(second);
  }

  @Fault("A flipped bit of a page map gives pages of other frames")
  @Test
  void whateverByteIsFlippedNothingWrongIsRead() throws IOException {
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      for (int at = 0; at < whole.length; at += 1 + whole.length / 300) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << at % 8);
        Files.write(file, damaged);
        assertRightOrRefused(file + " at " + at);
      }
      Files.write(file, whole);
    }
  }

  @Test
  void whateverFileIsMissingItIsNamedOrMadeAgain() throws IOException {
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      Files.delete(file);
      assertRightOrRefused(file.toString());
      boolean isCache = file.startsWith(layout.cache()) || file.equals(layout.lock());
      if (!isCache && !file.equals(layout.format())) {
        Verification verified = repository.verifyAll(PageProgress.NONE);
        assertThat(verified.problems().isEmpty() && verified.notes().isEmpty())
            .as(file.toString())
            .isFalse();
      }
      Files.write(file, whole);
    }
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  /** Each snapshot is as it was stored, or an error names a file; so is a comparison. */
  private void assertRightOrRefused(String what) {
    for (Map.Entry<Snapshot, MemoryDump> snapshot : Map.of(one, first, two, second).entrySet()) {
      try {
        assertSame(snapshot.getValue(), Repository.open(layout.root()), snapshot.getKey(), what);
      } catch (IOException refused) {
        assertThat(refused).as(what).hasMessageContaining(layout.root().toString());
      }
    }
    try {
      boolean[] changed = new boolean[FRAMES];
      repository
          .compare(one, two)
          .forEachRun(
              (change, start, count) -> {
                for (long frame = start; frame < start + count; frame++) {
                  changed[(int) frame] = change.name().equals("CHANGED");
                }
              });
      for (int frame = 0; frame < FRAMES; frame++) {
        assertThat(changed[frame]).as(what).isEqualTo(frame == 7 || frame == 30);
      }
    } catch (IOException refused) {
      assertThat(refused).as(what).hasMessageContaining(layout.root().toString());
    }
  }

  @Fault("One lost pack makes every later import fail")
  @Test
  void whatALostPackHeldIsStoredAgain() throws IOException {
    Files.delete(layout.pack(1));
    Snapshot again = add(first);
    assertThat(again.manifest().storage().newPages()).isEqualTo(FRAMES);
    assertThat(repository.verify(again, PageProgress.NONE).problems()).isEmpty();
    assertSame(first, repository, again, "stored again");
    assertThat(repository.verify(one, PageProgress.NONE).problems())
        .singleElement()
        .asString()
        .contains("00000001.pack");
  }

  @Fault("One lost page map makes every later import fail")
  @Test
  void anImportDoesWithoutTheNewestPageMap() throws IOException {
    Files.delete(two.manifest().pageMap(layout));
    Snapshot again = add(second);
    assertThat(again.manifest().storage().newPages()).isZero();
    assertSame(second, repository, again, "without a parent");
  }

  @Fault("Import builds on damaged blocks, and throws good pages away")
  @Test
  void pagesOfADamagedBlockAreStoredAgain() throws IOException {
    Path pack = layout.pack(1);
    byte[] bytes = Files.readAllBytes(pack);
    bytes[16 + 100] ^= 1;
    Files.write(pack, bytes);
    Snapshot again = add(first);
    assertThat(again.manifest().storage().newPages()).isEqualTo(16);
    assertThat(repository.verify(again, PageProgress.NONE).problems()).hasSize(1);
    assertSame(first, repository, again, "stored again");
    assertThat(add(first).manifest().storage().newPages()).isZero();
  }

  @Fault("A wrong count in the page table hangs an import")
  @Test
  void aDamagedCacheOfPagesIsMadeAgain() throws IOException {
    byte[] whole = Files.readAllBytes(layout.pageTable());
    for (int at = 0; at < 40; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      Files.write(layout.pageTable(), damaged);
      Snapshot again = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> add(first));
      assertThat(again.manifest().storage().newPages()).as("offset %d", at).isZero();
    }
    byte[] full = whole.clone();
    java.util.Arrays.fill(full, 40, full.length, (byte) 0x77);
    Files.write(layout.pageTable(), full);
    MemoryDump moved = first.copy().page(3, first.pages().get(4L));
    Snapshot again = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> add(moved));
    assertThat(again.manifest().storage().newPages()).isZero();
    assertSame(moved, repository, again, "after a full table");
  }

  @Fault("`verify` does not see that the oldest or the newest manifest is gone")
  @Test
  void aManifestThatIsGoneIsNoticed() throws IOException {
    Snapshot three = add(first);
    assertThat(problemsWithout(one))
        .singleElement()
        .asString()
        .contains(two.shortId())
        .contains(one.id());
    assertThat(problemsWithout(two)).singleElement().asString().contains(two.id());
    Path newest = layout.manifest(three.manifest().sequence(), three.id());
    byte[] text = Files.readAllBytes(newest);
    Files.delete(newest);
    Verification verified = repository.verifyAll(PageProgress.NONE);
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.notes())
        .singleElement()
        .asString()
        .contains(three.manifest().pageMapSha256())
        .contains("a manifest is lost");
    Files.write(newest, text);
    assertThat(repository.verifyAll(PageProgress.NONE).notes()).isEmpty();
  }

  private List<String> problemsWithout(Snapshot snapshot) throws IOException {
    Path file = layout.manifest(snapshot.manifest().sequence(), snapshot.id());
    byte[] text = Files.readAllBytes(file);
    Files.delete(file);
    List<String> problems = repository.verifyAll(PageProgress.NONE).problems();
    Files.write(file, text);
    return problems;
  }

  @Test
  void aGapThatAKilledAdditionLeftIsNoDamage() throws IOException {
    Snapshot three = add(first);
    Files.delete(layout.manifest(three.manifest().sequence(), three.id()));
    Snapshot four = add(second);
    assertThat(four.manifest().sequence()).isEqualTo(4);
    Verification verified = repository.verifyAll(PageProgress.NONE);
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.notes())
        .hasSize(2)
        .anySatisfy(note -> assertThat(note).contains("no snapshot has number 3"))
        .anySatisfy(note -> assertThat(note).contains("unreached"));
  }

  @Test
  void aMapIsReadByNobodyBeforeItsHashIsRight() throws IOException {
    Path map = two.manifest().pageMap(layout);
    byte[] bytes = Files.readAllBytes(map);
    bytes[16] ^= 1;
    Files.write(map, bytes);
    assertThatThrownBy(() -> repository.openDump(two))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(map.toString());
  }

  @Fault("Empty directories of a repository that are missing end everything")
  @Test
  void directoriesThatAreMissingAreMadeAgain() throws IOException {
    Path empty = temporary.resolve("empty");
    RepositoryLayout bare = new RepositoryLayout(empty);
    Repository.openOrCreate(empty);
    for (Path part :
        List.of(bare.snapshots(), bare.maps(), bare.packs(), bare.cache(), bare.temporary())) {
      TestDirectories.deleteTree(part);
    }
    assertThat(Repository.open(empty).snapshots()).isEmpty();
    Repository opened = Repository.openOrCreate(empty);
    Snapshot added = opened.add(first, SnapshotDescription.labelled("x"), PageProgress.NONE);
    assertSame(first, opened, added, "after making directories");
  }

  @Test
  void oddNamesAndBytesAreNoBugs() throws IOException {
    Files.writeString(layout.snapshots().resolve("3000000000-" + "a".repeat(64) + ".json"), "x");
    Files.writeString(layout.packs().resolve("99999999999999999999.pack"), "x");
    assertThat(repository.snapshots()).containsExactly(one, two);
    add(first);
    Files.write(layout.format(), new byte[] {'k', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> Repository.open(layout.root()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("format");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(layout.root())) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void assertSame(
      MemoryDump image, Repository repository, Snapshot snapshot, String what) throws IOException {
    try (Dump stored = repository.openDump(snapshot)) {
      byte[] page = new byte[4096];
      for (Map.Entry<Long, byte[]> expected : image.pages().entrySet()) {
        stored.memory().read(expected.getKey() << 12, page, 0, 4096);
        assertThat(page).as(what).isEqualTo(expected.getValue());
      }
    }
  }

  private Snapshot add(MemoryDump image) throws IOException {
    return repository.add(image, SnapshotDescription.labelled("x"), PageProgress.NONE);
  }

  private static byte[] page(Random random) {
    byte[] page = new byte[4096];
    random.nextBytes(page);
    return page;
  }
}
