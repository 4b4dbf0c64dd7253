package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.key.Secret;
import org.kexshot.store.maintain.Repair;
import org.kexshot.store.manifest.Annotation;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** Damaged repositories are made whole as far as they can be, and nothing wrong is made right. */
class RepairTest {
  private static final int FRAMES = 40;
  private static final int BLOCK_BYTE = 16 + 100;

  @TempDir(factory = InMemory.class)
  private Path temporary;

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
    makeImages();
    one = add(repository, first);
    two = add(repository, second);
  }

  /** Of the second snapshot a block is stored as differences from the first. */
  private void makeImages() {
    Random random = new Random(1);
    first = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    for (int frame = 0; frame < FRAMES; frame++) {
      first.page(frame, page(random));
    }
    second = first.copy().page(30, page(random));
    for (int frame = 3; frame < 20; frame++) {
      byte[] page = first.pages().get((long) frame).clone();
      page[frame] ^= 1;
      second.page(frame, page);
    }
  }

  @Test
  void aSoundRepositoryStaysAsItIs() throws IOException {
    Map<String, byte[]> before = contents();
    Repair repair = repair(repository, false, false);
    assertThat(repair.isWhole()).isTrue();
    assertThat(repair.done()).singleElement().asString().contains("cache");
    before.keySet().removeIf(name -> name.startsWith("cache"));
    assertThat(contents()).containsAllEntriesOf(before);
    assertThat(repair(repository, false, true).done()).hasSize(1);
  }

  @Test
  void cachesAreClearedWhateverTheyAreOf() throws IOException {
    for (Path directory : layout.caches()) {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("kept"), "by another program");
    }
    assertThat(repair(repository, false, false).isWhole()).isTrue();
    for (Path directory : layout.caches()) {
      assertThat(directory.resolve("kept")).doesNotExist();
    }
  }

  /** Whatever byte of what is around the blocks is wrong: it is made again, the same as before. */
  @Test
  void headerIndexAndFooterAreMadeFromBlocks() throws IOException {
    for (int number = 1; number <= 2; number++) {
      Path pack = layout.pack(number);
      byte[] whole = Files.readAllBytes(pack);
      int index = indexOffset(whole);
      for (int at = 0; at < whole.length; at = at == 11 ? index : at + (at < 11 ? 1 : 23)) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << at % 8);
        Files.write(pack, damaged);
        Repair repair = repair(repository, false, false);
        assertThat(repair.isWhole()).as("pack %d at %d: %s", number, at, repair).isTrue();
        assertThat(Files.readAllBytes(pack)).as("pack %d at %d", number, at).isEqualTo(whole);
      }
    }
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  private static int indexOffset(byte[] pack) {
    return java.nio.ByteBuffer.wrap(pack)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .getInt(pack.length - 16);
  }

  @Test
  void aLostBlockIsNamedAndMadeWholeOnceItsPagesAreImportedAgain() throws IOException {
    flip(layout.pack(1), BLOCK_BYTE);
    Repair repair = repair(repository, false, false);
    assertThat(repair.isWhole()).isFalse();
    assertThat(repair.left()).hasSize(2);
    assertThat(repair.left().get(0)).contains("00000001.pack", "16 pages");
    assertThat(repair.left().get(1)).contains("00000002.pack");
    assertThat(repair.harmed())
        .map(harmed -> harmed.name().id())
        .containsExactly(one.id(), two.id());
    assertThat(repair.harmed().get(0).why()).isEqualTo("16 of its pages are lost");
    Snapshot again = add(repository, first);
    assertThat(again.manifest().storage().newPages()).isEqualTo(16);
    Repair second = repair(repository, false, false);
    assertThat(second.isWhole()).as(second.toString()).isTrue();
    assertThat(second.done()).anyMatch(sentence -> sentence.contains("1 blocks of pages"));
    assertRight(repository, Map.of(one, this.first, two, this.second, again, this.first));
  }

  @Test
  void whatCannotBeReadWholeIsForgottenOnlyIfAsked() throws IOException {
    Files.delete(layout.pack(2));
    assertThat(repair(repository, false, false).harmed())
        .map(harmed -> harmed.name().id())
        .containsExactly(two.id());
    Map<String, byte[]> before = contents();
    Repair tried = repair(repository, true, true);
    assertThat(tried.forgotten()).hasSize(1);
    assertThat(contents()).hasSameSizeAs(before).containsAllEntriesOf(before);
    assertThat(repair(repository, true, false).forgotten()).hasSize(1);
    assertThat(repository.snapshots()).map(Snapshot::id).containsExactly(one.id());
    assertThat(repair(repository, false, false).isWhole()).isTrue();
    assertRight(repository, Map.of(one, first));
  }

  @Test
  void whatWasMovedAsideIsBroughtBack() throws IOException {
    Path map = two.manifest().pageMap(layout);
    Files.createDirectories(layout.unreached());
    Files.move(layout.pack(2), layout.unreached().resolve("00000002.pack"));
    Files.copy(map, layout.unreached().resolve(map.getFileName()));
    flip(map, 20);
    assertThat(repair(repository, false, true).isWhole()).isFalse();
    Repair repair = repair(repository, false, false);
    assertThat(repair.isWhole()).as(repair.toString()).isTrue();
    assertThat(layout.unreached().resolve(map.getFileName() + ".1")).exists();
    assertRight(repository, Map.of(one, first, two, second));
  }

  @Test
  void leftoversAreMovedAndNotDeleted() throws IOException {
    describe("said");
    Path note = layout.note(one.manifest().sequence(), one.id());
    flip(note, 3);
    Files.writeString(layout.temporary().resolve("pack1.tmp"), "unfinished");
    Files.writeString(layout.pack(9), "of nobody");
    Repair repair = repair(repository, false, false);
    assertThat(repair.isWhole()).as(repair.toString()).isTrue();
    for (String name : List.of("pack1.tmp", "00000009.pack", note.getFileName().toString())) {
      assertThat(layout.unreached().resolve(name)).exists();
      assertThat(repair.done()).anyMatch(sentence -> sentence.contains(name));
    }
    assertThat(repository.readSnapshots().unreadNotes()).isEmpty();
    assertThat(add(repository, page9(first)).manifest().storage().packs().get(0).number())
        .isEqualTo(10);
  }

  @Test
  void nothingIsMovedWhileAManifestCannotBeRead() throws IOException {
    Path manifest = layout.manifest(two.manifest().sequence(), two.id());
    byte[] whole = Files.readAllBytes(manifest);
    flip(manifest, 10);
    Files.writeString(layout.pack(9), "of nobody");
    Repair repair = repair(repository, false, false);
    assertThat(repair.harmed()).map(harmed -> harmed.name().id()).containsExactly(two.id());
    assertThat(layout.pack(9)).exists();
    assertThat(layout.pack(2)).exists();
    Files.write(manifest, whole);
    assertRight(repository, Map.of(one, first, two, second));
  }

  /** In an encrypted repository 16 KiB are lost with a byte; nothing wrong is ever read. */
  @Test
  void anEncryptedRepositoryIsRepairedToo() throws IOException {
    Path key = temporary.resolve("key");
    Files.write(key, page(new Random(4)));
    KeySource keys = directory -> Secret.keyFile(key);
    RepositoryLayout sealed = new RepositoryLayout(temporary.resolve("sealed"));
    Repository encrypted = Repository.createEncrypted(sealed.root(), keys);
    Map<Snapshot, MemoryDump> stored = new LinkedHashMap<>();
    stored.put(add(encrypted, first), first);
    Path pack = sealed.pack(1);
    byte[] whole = Files.readAllBytes(pack);
    for (int at = 0; at < whole.length; at += 9_001) {
      flip(pack, at);
      Repair repair = repair(encrypted, false, false);
      assertThat(repair.isWhole()).as("at %d: %s", at, repair).isFalse();
      Files.write(pack, whole);
    }
    flip(pack, 20_000);
    stored.put(add(encrypted, first), first);
    Repair repair = repair(encrypted, false, false);
    assertThat(repair.isWhole()).as(repair.toString()).isTrue();
    assertRight(encrypted, stored);
  }

  /** A full disk, a failing one or a loss of power at each call: nothing gets worse. */
  @ParameterizedTest
  @EnumSource(FaultyFiles.Fault.class)
  void aRepairThatFailsIsGoneOnWith(FaultyFiles.Fault fault) throws IOException {
    byte[] damaged = Files.readAllBytes(layout.pack(1));
    damaged[indexOffset(damaged) + 5] ^= 1;
    Files.createDirectories(layout.unreached());
    Files.move(layout.pack(2), layout.unreached().resolve("00000002.pack"));
    Files.writeString(layout.temporary().resolve("left"), "unfinished");
    Files.writeString(layout.pack(9), "of nobody");
    Files.write(layout.pack(1), damaged);
    boolean failed = true;
    int call = 0;
    while (failed) {
      call += 3;
      Path directory = temporary.resolve("at-" + call);
      TestDirectories.copyTree(layout.root(), directory);
      FaultyFiles files = new FaultyFiles(directory, fault, call);
      try {
        repair(Repository.open(files), false, false);
      } catch (IOException expected) {
        assertThat(files.hasFailed()).as("call %d: %s", call, expected).isTrue();
      }
      failed = files.hasFailed();
      files.restart();
      Repository after = Repository.open(directory);
      Repair repair = repair(after, false, false);
      assertThat(repair.isWhole()).as("call %d: %s", call, repair).isTrue();
      assertRight(after, Map.of(one, first, two, second));
      TestDirectories.deleteTree(directory);
    }
    assertThat(call).isGreaterThan(40);
  }

  private static Repair repair(Repository of, boolean forgets, boolean isDryRun)
      throws IOException {
    try (Maintenance maintenance = of.beginMaintenance(Duration.ZERO)) {
      return maintenance.repair(forgets, isDryRun, PageProgress.NONE);
    }
  }

  private static void assertRight(Repository of, Map<Snapshot, MemoryDump> stored)
      throws IOException {
    assertThat(of.verifyAll(PageProgress.NONE).problems()).isEmpty();
    for (Map.Entry<Snapshot, MemoryDump> snapshot : stored.entrySet()) {
      try (Dump dump = of.openDump(of.find(snapshot.getKey().id()))) {
        byte[] page = new byte[4096];
        for (Map.Entry<Long, byte[]> expected : snapshot.getValue().pages().entrySet()) {
          dump.memory().read(expected.getKey() << 12, page, 0, 4096);
          assertThat(page).isEqualTo(expected.getValue());
        }
      }
    }
  }

  private void describe(String tag) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      maintenance.describe(one.id(), before -> new Annotation(before.note(), Map.of(tag, "")));
    }
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(layout.root())) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        contents.put(layout.root().relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private static MemoryDump page9(MemoryDump image) {
    return image.copy().page(9, page(new Random(99)));
  }

  private static Snapshot add(Repository into, MemoryDump image) throws IOException {
    return into.add(image, SnapshotDescription.labelled("x"), PageProgress.NONE);
  }

  /** Half of it compresses. */
  private static byte[] page(Random random) {
    byte[] page = new byte[4096];
    random.nextBytes(page);
    java.util.Arrays.fill(page, 2048, 4096, (byte) random.nextInt());
    return page;
  }
}
