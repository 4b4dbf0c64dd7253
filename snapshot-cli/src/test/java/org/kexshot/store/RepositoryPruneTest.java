package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.maintain.Forgetting;
import org.kexshot.store.maintain.Pruning;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** Pruning gives back what no snapshot needs, and nothing else. */
class RepositoryPruneTest {
  private static final int FRAMES = 96;

  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private Repository repository;

  @BeforeEach
  void makeRepository() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    repository = Repository.openOrCreate(layout.root());
  }

  /** Adds, forgets and prunes at random; every snapshot that lives is exact after each step. */
  @Property(tries = 12)
  void everyLivingSnapshotIsExact(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path directory = Files.createTempDirectory("kexshot-test");
    try {
      Repository model = Repository.openOrCreate(directory.resolve("repository"));
      Map<Snapshot, MemoryDump> living = new LinkedHashMap<>();
      MemoryDump image = random(random);
      for (int step = 0; step < 24; step++) {
        int action = random.nextInt(4);
        if (action < 2 || living.isEmpty()) {
          image = next(image, living, random);
          living.put(add(model, image), image);
        } else if (action == 2) {
          Snapshot victim = new ArrayList<>(living.keySet()).get(random.nextInt(living.size()));
          living.remove(victim);
          forget(model, victim.id());
        } else {
          prune(model, random.nextInt(3) * 25);
          assertThat(model.verifyAll(PageProgress.NONE).problems()).isEmpty();
          assertConverges(model);
        }
        for (Map.Entry<Snapshot, MemoryDump> one : living.entrySet()) {
          assertSame(one.getValue(), one.getKey(), model);
        }
      }
      assertThat(model.snapshots()).hasSize(living.size());
      assertThat(model.verifyAll(PageProgress.NONE).problems()).isEmpty();
    } finally {
      TestDirectories.deleteTree(directory);
    }
  }

  /** A difference that is stored alone after the first time needs its base no more. */
  private static void assertConverges(Repository repository) throws IOException {
    prune(repository, 0);
    prune(repository, 0);
    assertThat(prune(repository, 0).bytes()).isZero();
  }

  private static MemoryDump next(
      MemoryDump image, Map<Snapshot, MemoryDump> living, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random(random);
      case 1 ->
          living.isEmpty()
              ? image
              : new ArrayList<>(living.values()).get(random.nextInt(living.size()));
      default -> changed(image, random);
    };
  }

  @Test
  void filesOfAForgottenSnapshotAreDeletedAndPagesThatOthersNeedStay() throws IOException {
    MemoryDump first = random(new Random(1));
    MemoryDump second = replaced(first, 40, new Random(2));
    Snapshot one = add(repository, first);
    Snapshot two = add(repository, second);
    forget(repository, one.id());
    long before = Files.size(layout.pack(1));
    Pruning.Result result = prune(repository, 20);
    assertThat(result.deletedFiles()).isEqualTo(1);
    assertThat(result.rewrittenPacks()).isEqualTo(1);
    assertThat(one.manifest().pageMap(layout)).doesNotExist();
    assertThat(before - Files.size(layout.pack(1)))
        .isEqualTo(result.rewritingBytes())
        .isGreaterThan(30 * 4096);
    assertSame(second, two, repository);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
    assertThat(repository.verifyAll(PageProgress.NONE).notes()).isEmpty();
    Snapshot again = add(repository, first);
    assertThat(again.manifest().storage().newPages()).isBetween(30L, 40L);
    assertSame(first, again, repository);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  /** What is needed of a pack decides, not the number that it has. */
  @Test
  void aPackOutlivesTheSnapshotThatItCameWith() throws IOException {
    MemoryDump first = random(new Random(1));
    MemoryDump second = replaced(first, 40, new Random(2));
    add(repository, first);
    Snapshot gone = add(repository, second);
    Snapshot living = add(repository, second);
    assertThat(living.manifest().storage().packs()).isEmpty();
    forget(repository, gone.id());
    add(repository, first);
    prune(repository, 0);
    assertSame(second, living, repository);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  @Test
  void aPackOfWhichLittleIsUnneededStaysAsItIs() throws IOException {
    MemoryDump first = random(new Random(1));
    Snapshot one = add(repository, first);
    add(repository, replaced(first, 5, new Random(2)));
    forget(repository, one.id());
    byte[] pack = Files.readAllBytes(layout.pack(1));
    assertThat(prune(repository, 20).rewrittenPacks()).isZero();
    assertThat(Files.readAllBytes(layout.pack(1))).isEqualTo(pack);
    assertThat(prune(repository, 0).rewrittenPacks()).isEqualTo(1);
  }

  @Test
  void pagesFromWhichOthersDifferStay() throws IOException {
    MemoryDump first = random(new Random(1));
    MemoryDump second = touched(first, new Random(2));
    Snapshot one = add(repository, first);
    Snapshot two = add(repository, second);
    assertThat(Files.size(layout.pack(2))).isLessThan(Files.size(layout.pack(1)) / 4);
    forget(repository, one.id());
    prune(repository, 0);
    assertSame(second, two, repository);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  @Test
  void whoHasThePacksOpenReadsOn() throws IOException {
    MemoryDump first = random(new Random(1));
    MemoryDump second = touched(first, new Random(2));
    MemoryDump third = replaced(second, 60, new Random(3));
    add(repository, first);
    add(repository, second);
    Snapshot living = add(repository, third);
    try (Dump open = repository.openDump(living)) {
      byte[] page = new byte[4096];
      long frame =
          third.pages().entrySet().stream()
              .filter(entry -> entry.getValue() == second.pages().get(entry.getKey()))
              .findFirst()
              .orElseThrow()
              .getKey();
      open.memory().read(frame << 12, page, 0, 4096);
      forget(repository, "latest~1", "latest~2");
      assertThat(prune(repository, 0).rewrittenPacks()).isEqualTo(2);
      assertSame(third, open);
    }
  }

  @Test
  void nothingIsPrunedWhileItIsUnknownWhatIsNeeded() throws IOException {
    MemoryDump first = random(new Random(1));
    Snapshot one = add(repository, first);
    Snapshot two = add(repository, replaced(first, 40, new Random(2)));
    Snapshot three = add(repository, replaced(first, 50, new Random(3)));
    forget(repository, two.id());
    Path map = three.manifest().pageMap(layout);
    for (Path damaged : List.of(map, layout.manifest(3, three.id()), layout.pack(1))) {
      byte[] whole = Files.readAllBytes(damaged);
      Files.write(damaged, new byte[whole.length]);
      assertRefused("unknown what is needed");
      Files.delete(damaged);
      assertRefused(damaged.startsWith(layout.snapshots()) ? "" : "unknown what is needed");
      Files.write(damaged, whole);
    }
    Files.delete(layout.manifest(1, one.id()));
    assertRefused("--despite-loss");
    assertThat(layout.pack(2)).exists();
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      maintenance.prune(maintenance.planPruning(0, true), PageProgress.NONE);
    }
    assertThat(layout.unreached().resolve(one.manifest().pageMap(layout).getFileName())).exists();
    assertThat(repository.verify(three, PageProgress.NONE).problems()).isEmpty();
  }

  private void assertRefused(String why) throws IOException {
    if (!why.isEmpty()) {
      assertThatThrownBy(() -> prune(repository, 0))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("nothing was pruned")
          .hasMessageContaining(why);
      assertThat(layout.pack(2)).exists();
    }
  }

  @Test
  void cachesThatNamePagesGoBeforeThem() throws IOException {
    MemoryDump first = random(new Random(1));
    Snapshot one = add(repository, first);
    add(repository, replaced(first, 40, new Random(2)));
    Path strings = repository.stringIndexDirectory().resolve("segment");
    Files.writeString(strings, "passwords");
    prune(repository, 0);
    assertThat(strings).exists();
    forget(repository, one.id());
    prune(repository, 0);
    assertThat(strings).doesNotExist();
    assertThat(layout.pageTable()).doesNotExist();
  }

  @Test
  void aHoleThatASnapshotNeedsIsFound() throws IOException {
    MemoryDump first = random(new Random(1));
    Snapshot one = add(repository, first);
    add(repository, replaced(first, 90, new Random(2)));
    Path pageMap = one.manifest().pageMap(layout);
    byte[] map = Files.readAllBytes(pageMap);
    byte[] manifest = Files.readAllBytes(layout.manifest(1, one.id()));
    forget(repository, one.id());
    prune(repository, 0);
    Files.write(pageMap, map);
    Files.write(layout.manifest(1, one.id()), manifest);
    assertThat(repository.verify(one, PageProgress.NONE).problems())
        .singleElement()
        .asString()
        .contains("was given back")
        .contains("00000001.pack");
    assertThatThrownBy(() -> assertSame(first, one, repository))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("was given back");
  }

  static MemoryDump random(Random random) {
    MemoryDump image = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    for (int frame = 0; frame < FRAMES; frame++) {
      image.page(frame, page(random));
    }
    return image;
  }

  private static byte[] page(Random random) {
    byte[] page = new byte[4096];
    random.nextBytes(page);
    return page;
  }

  /** Some pages with others in their places. */
  static MemoryDump replaced(MemoryDump image, int frames, Random random) {
    MemoryDump changed = image.copy();
    for (int i = 0; i < frames; i++) {
      changed.page(random.nextInt(FRAMES), page(random));
    }
    return changed;
  }

  /** A byte of each page is another one. */
  static MemoryDump touched(MemoryDump image, Random random) {
    MemoryDump changed = image.copy();
    image
        .pages()
        .forEach(
            (frame, bytes) -> {
              byte[] other = bytes.clone();
              other[random.nextInt(4096)] ^= (byte) (1 + random.nextInt(255));
              changed.page(frame, other);
            });
    return changed;
  }

  static MemoryDump changed(MemoryDump image, Random random) {
    MemoryDump touched = touched(image, random);
    MemoryDump changed = image.copy();
    for (int frame = 0; frame < FRAMES; frame++) {
      if (random.nextInt(3) == 0) {
        changed.page(frame, touched.pages().get((long) frame));
      }
    }
    return replaced(changed, random.nextInt(30), random);
  }

  private static Snapshot add(Repository repository, MemoryDump image) throws IOException {
    return repository.add(image, SnapshotDescription.labelled("x"), PageProgress.NONE);
  }

  /** Whatever became of the tombstone that says which numbers were used. */
  @Test
  void aPacksNumberIsNotGivenAgainAfterItsTombstoneIsDamaged() throws IOException {
    Path root = temporary.resolve("numbers");
    Repository made = Repository.openOrCreate(root);
    RepositoryLayout names = new RepositoryLayout(root);
    MemoryDump image = random(new Random(1));
    add(made, image);
    Snapshot last = add(made, touched(image, new Random(2)));
    int number = last.manifest().storage().packs().get(0).number();
    forget(made, last.id());
    prune(made, 0);
    assertThat(names.pack(number)).doesNotExist();
    assertThat(names.usedPack(number)).exists();
    try (var manifests = Files.list(names.snapshots())) {
      for (Path file : manifests.filter(one -> one.toString().endsWith("forgotten")).toList()) {
        Files.writeString(file, "damaged");
      }
    }
    Files.delete(names.outlines());
    Snapshot next = add(made, touched(image, new Random(3)));
    assertThat(next.manifest().storage().packs().get(0).number()).isEqualTo(number + 1);
    assertThat(names.usedPack(number)).exists();
    forget(made, next.id());
    prune(made, 0);
    assertThat(names.usedPack(number)).doesNotExist();
    assertThat(names.usedPack(number + 1)).exists();
  }

  static void forget(Repository repository, String... references) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      Forgetting forgetting = maintenance.forgetting();
      forgetting.forget(forgetting.named(List.of(references)));
    }
  }

  static Pruning.Result prune(Repository repository, int maxUnused) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      return maintenance.prune(maintenance.planPruning(maxUnused, false), PageProgress.NONE);
    }
  }

  private static void assertSame(MemoryDump image, Snapshot snapshot, Repository repository)
      throws IOException {
    try (Dump stored = repository.openDump(snapshot)) {
      assertSame(image, stored);
    }
  }

  private static void assertSame(MemoryDump image, Dump stored) throws IOException {
    byte[] page = new byte[4096];
    for (Map.Entry<Long, byte[]> expected : image.pages().entrySet()) {
      stored.memory().read(expected.getKey() << 12, page, 0, 4096);
      assertThat(page).as("frame 0x%x", expected.getKey()).isEqualTo(expected.getValue());
    }
  }
}
