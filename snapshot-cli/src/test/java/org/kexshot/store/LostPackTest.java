package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.LocalFiles;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.key.Secret;
import org.kexshot.store.maintain.Repair;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.page.BlockCodec;
import org.kexshot.store.write.SnapshotWriter;

/**
 * Packs that are lost or rotten are made again of a good import as far as it has their pages, of
 * each version and encrypted too; what it has not is named, and nothing wrong is ever read.
 */
class LostPackTest {
  private static final int FRAMES = 40;

  /** Repositories that differ in how packs lie on the disk. */
  enum Kind {
    VERSION_1,
    VERSION_2,
    ENCRYPTED
  }

  @TempDir(factory = InMemory.class)
  private Path temporary;

  private RepositoryLayout layout;
  private Repository repository;
  private final MemoryDump first = first();
  private final MemoryDump second = second(first);
  private final Map<Snapshot, MemoryDump> stored = new LinkedHashMap<>();
  private Snapshot one;
  private Snapshot two;

  private void makeRepository(Kind kind) throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    if (kind == Kind.ENCRYPTED) {
      Path key = temporary.resolve("key");
      Files.write(key, page(new Random(4)));
      KeySource keys = directory -> Secret.keyFile(key);
      repository = Repository.createEncrypted(layout.root(), keys);
    } else {
      repository = Repository.openOrCreate(layout.root());
      if (kind == Kind.VERSION_1) {
        Files.write(layout.format(), FormatVersion.ONE.text());
        repository = Repository.open(layout.root());
      }
    }
    one = add(first);
    two = add(second);
  }

  private static MemoryDump first() {
    Random random = new Random(1);
    MemoryDump image = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    for (int frame = 0; frame < FRAMES; frame++) {
      image.page(frame, page(random));
    }
    return image;
  }

  /** In version 2 a block of it is stored as differences from the first. */
  private static MemoryDump second(MemoryDump first) {
    MemoryDump image = first.copy().page(30, page(new Random(2)));
    for (int frame = 3; frame < 20; frame++) {
      byte[] page = first.pages().get((long) frame).clone();
      page[frame] ^= 1;
      image.page(frame, page);
    }
    return image;
  }

  /** Half of it compresses. */
  private static byte[] page(Random random) {
    byte[] page = new byte[4096];
    random.nextBytes(page);
    Arrays.fill(page, 2048, 4096, (byte) random.nextInt());
    return page;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aLostPackIsMadeAgainOfTheSameDump(Kind kind) throws IOException {
    makeRepository(kind);
    Files.delete(layout.pack(1));
    assertNamedAndNothingWrong("00000001.pack", one, two);
    add(first);
    assertHealed("00000001.pack");
  }

  /** Cut short it tells nothing of its pages; what is left of it is not deleted. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPackThatIsCutShortIsMadeAgain(Kind kind) throws IOException {
    makeRepository(kind);
    byte[] whole = Files.readAllBytes(layout.pack(1));
    Files.write(layout.pack(1), Arrays.copyOf(whole, 5_000));
    assertNamedAndNothingWrong("00000001.pack", one, two);
    add(first);
    assertHealed("00000001.pack");
    assertThat(layout.unreached().resolve("00000001.pack")).hasSize(5_000);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRottenBlockFromWhichOthersDifferIsMadeAgain(Kind kind) throws IOException {
    makeRepository(kind);
    byte[] pack = Files.readAllBytes(layout.pack(1));
    pack[kind == Kind.ENCRYPTED ? 20_000 : 500] ^= 4;
    Files.write(layout.pack(1), pack);
    assertThat(repair(true).isWhole()).isFalse();
    assertNothingWrong();
    add(first);
    assertHealed("00000001.pack");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aLostPackOfDifferencesIsMadeAgain(Kind kind) throws IOException {
    makeRepository(kind);
    Files.delete(layout.pack(2));
    assertNamedAndNothingWrong("00000002.pack", two);
    add(second);
    assertHealed("00000002.pack");
  }

  /** Of the first image the pages are gone that the second changed. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatNoImportHoldsStaysLostAndIsNamed(Kind kind) throws IOException {
    makeRepository(kind);
    Files.delete(layout.pack(1));
    Snapshot again = add(second);
    Repair repair = repair(false);
    assertThat(repair.isWhole()).isFalse();
    assertThat(repair.left()).anySatisfy(left -> assertThat(left).contains("00000001.pack"));
    assertThat(repair.harmed())
        .map(harmed -> harmed.name().id())
        .containsExactly(one.id(), two.id());
    assertThat(repair.harmed()).allSatisfy(harmed -> assertThat(harmed.why()).contains("lost"));
    assertNothingWrong();
    assertThat(repository.verify(again, PageProgress.NONE).problems()).isEmpty();
    add(first);
    assertHealed("00000001.pack");
  }

  /** In version 1 each byte of the table of blocks is in the pack's hash, whatever packed them. */
  @ParameterizedTest
  @EnumSource(
      value = BlockCodec.class,
      names = {"LZ4", "ZSTD", "DEFLATE"})
  void aPackOfVersionOneIsTheSameBytesAgain(BlockCodec codec) throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    Repository.openOrCreate(layout.root());
    Files.write(layout.format(), FormatVersion.ONE.text());
    repository = Repository.open(layout.root());
    RepositoryFiles files = new LocalFiles(layout.root());
    try (RepositoryLock lock = files.lock(Duration.ZERO)) {
      SnapshotList list = new SnapshotList(files);
      one =
          new SnapshotWriter(lock, files, FormatVersion.ONE, list, codec, Clock.systemUTC())
              .add(
                  first,
                  DebugFiles.NONE,
                  () -> SnapshotDescription.labelled("x"),
                  PageProgress.NONE);
    }
    stored.put(one, first);
    byte[] whole = Files.readAllBytes(layout.pack(1));
    Files.delete(layout.pack(1));
    add(first);
    assertHealed("00000001.pack");
    assertThat(layout.pack(1)).hasBinaryContent(whole);
    byte[] rotten = whole.clone();
    rotten[500] ^= 4;
    Files.write(layout.pack(1), rotten);
    assertHealed("00000001.pack");
    assertThat(layout.pack(1)).hasBinaryContent(whole);
  }

  private void assertNamedAndNothingWrong(String pack, Snapshot... harmed) throws IOException {
    for (boolean isDryRun : new boolean[] {true, false}) {
      Repair repair = repair(isDryRun);
      assertThat(repair.isWhole()).isFalse();
      assertThat(repair.left()).anySatisfy(left -> assertThat(left).contains(pack));
      assertThat(repair.harmed())
          .map(one -> one.name().id())
          .containsExactly(Arrays.stream(harmed).map(Snapshot::id).toArray(String[]::new));
    }
    assertNothingWrong();
  }

  private void assertHealed(String pack) throws IOException {
    Repair tried = repair(true);
    assertThat(tried.done()).anySatisfy(done -> assertThat(done).contains(pack));
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isNotEmpty();
    Repair repair = repair(false);
    assertThat(repair.isWhole()).as(repair.toString()).isTrue();
    assertThat(repair.done()).anySatisfy(done -> assertThat(done).contains(pack));
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
    assertThat(assertNothingWrong()).isEqualTo(stored.size() * FRAMES);
  }

  /**
   * Each page of each snapshot is right or is said to be damaged.
   *
   * @return how many are right
   */
  private int assertNothingWrong() throws IOException {
    int right = 0;
    for (Map.Entry<Snapshot, MemoryDump> snapshot : stored.entrySet()) {
      try (Dump dump = repository.openDump(snapshot.getKey())) {
        byte[] page = new byte[4096];
        for (Map.Entry<Long, byte[]> expected : snapshot.getValue().pages().entrySet()) {
          try {
            dump.memory().read(expected.getKey() << 12, page, 0, 4096);
          } catch (IOException damaged) {
            continue;
          }
          assertThat(page).isEqualTo(expected.getValue());
          right++;
        }
      }
    }
    return right;
  }

  private Repair repair(boolean isDryRun) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      return maintenance.repair(false, isDryRun, PageProgress.NONE);
    }
  }

  private Snapshot add(MemoryDump image) throws IOException {
    Snapshot added = repository.add(image, SnapshotDescription.labelled("x"), PageProgress.NONE);
    stored.put(added, image);
    return added;
  }
}
