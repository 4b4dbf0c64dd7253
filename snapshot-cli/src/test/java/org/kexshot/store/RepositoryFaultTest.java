package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.key.Secret;
import org.kexshot.store.manifest.Annotation;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** A full disk, a failing one or a loss of power, at each call of an addition in turn. */
class RepositoryFaultTest {
  private static final int FRAMES = 40;

  /** The calls are those of one that is not, at each of which a fault is tried. */
  private static final int STEP_WHERE_ENCRYPTED = 5;

  private static final Set<String> SECOND = Set.of("second");

  @TempDir(factory = InMemory.class)
  private Path temporary;

  @ParameterizedTest
  @EnumSource(FaultyFiles.Fault.class)
  void whatWasReportedAsStoredIsExact(FaultyFiles.Fault fault) throws IOException {
    inject(fault, KeySource.NONE, false);
  }

  @ParameterizedTest
  @EnumSource(FaultyFiles.Fault.class)
  void whatWasReportedAsStoredIsExactWhereItIsEncrypted(FaultyFiles.Fault fault)
      throws IOException {
    Path key = temporary.resolve("key");
    Files.write(key, page(new Random(4)));
    inject(fault, directory -> Secret.keyFile(key), true);
  }

  private void inject(FaultyFiles.Fault fault, KeySource keys, boolean encrypted)
      throws IOException {
    MemoryDump first = image(new Random(1));
    MemoryDump second = changed(first, 2);
    MemoryDump third = changed(second, 3);
    Path origin = temporary.resolve("origin");
    Snapshot before =
        add(
            encrypted ? Repository.createEncrypted(origin, keys) : Repository.openOrCreate(origin),
            first);
    boolean failed = true;
    int call = 0;
    while (failed) {
      call += encrypted ? STEP_WHERE_ENCRYPTED : 1;
      Path directory = temporary.resolve("at-" + call);
      TestDirectories.copyTree(origin, directory);
      FaultyFiles files = new FaultyFiles(directory, fault, call);
      Map<Snapshot, MemoryDump> stored = new LinkedHashMap<>();
      stored.put(before, first);
      try {
        Repository repository = Repository.open(files, keys);
        stored.put(add(repository, second), second);
        stored.put(add(repository, third), third);
      } catch (IOException expected) {
        assertThat(files.hasFailed()).as("call %d: %s", call, expected).isTrue();
      }
      failed = files.hasFailed();
      files.restart();
      assertWhole(directory, keys, stored, call);
      TestDirectories.deleteTree(directory);
    }
    assertThat(call).isGreaterThan(60);
  }

  /** Forgetting and pruning: what lives is exact, and what was reported as forgotten is gone. */
  @ParameterizedTest
  @EnumSource(FaultyFiles.Fault.class)
  void whatIsNotForgottenIsExact(FaultyFiles.Fault fault) throws IOException {
    forgetAndPrune(fault, KeySource.NONE, false);
  }

  @ParameterizedTest
  @EnumSource(FaultyFiles.Fault.class)
  void whatIsNotForgottenIsExactWhereItIsEncrypted(FaultyFiles.Fault fault) throws IOException {
    Path key = temporary.resolve("key");
    Files.write(key, page(new Random(4)));
    forgetAndPrune(fault, directory -> Secret.keyFile(key), true);
  }

  private void forgetAndPrune(FaultyFiles.Fault fault, KeySource keys, boolean encrypted)
      throws IOException {
    MemoryDump first = RepositoryPruneTest.random(new Random(1));
    MemoryDump second = RepositoryPruneTest.touched(first, new Random(2));
    MemoryDump third = RepositoryPruneTest.replaced(second, 60, new Random(3));
    MemoryDump fourth = RepositoryPruneTest.changed(third, new Random(4));
    Path origin = temporary.resolve("origin");
    Repository made =
        encrypted ? Repository.createEncrypted(origin, keys) : Repository.openOrCreate(origin);
    List<MemoryDump> images = List.of(first, second, third, fourth);
    List<Snapshot> all = new ArrayList<>();
    for (MemoryDump image : images) {
      all.add(add(made, image));
    }
    boolean failed = true;
    int call = 0;
    while (failed) {
      call += encrypted ? STEP_WHERE_ENCRYPTED : 1;
      Path directory = temporary.resolve("at-" + call);
      TestDirectories.copyTree(origin, directory);
      FaultyFiles files = new FaultyFiles(directory, fault, call);
      Map<Snapshot, MemoryDump> living = new LinkedHashMap<>();
      for (int i = 1; i < images.size(); i += 2) {
        living.put(all.get(i), images.get(i));
      }
      List<String> gone = new ArrayList<>();
      boolean tagged = false;
      try {
        Repository repository = Repository.open(files, keys);
        RepositoryPruneTest.forget(repository, all.get(0).id());
        gone.add(all.get(0).id());
        RepositoryPruneTest.prune(repository, 0);
        tag(repository, all.get(1).id(), "first");
        tag(repository, all.get(1).id(), "second");
        tagged = true;
        RepositoryPruneTest.forget(repository, all.get(2).id());
        gone.add(all.get(2).id());
        RepositoryPruneTest.prune(repository, 0);
      } catch (IOException expected) {
        assertThat(files.hasFailed()).as("call %d: %s", call, expected).isTrue();
      }
      failed = files.hasFailed();
      files.restart();
      Repository after = Repository.open(directory, keys);
      assertThat(after.snapshots()).map(Snapshot::id).noneMatch(gone::contains);
      assertThat(after.verifyAll(PageProgress.NONE).problems()).as("call %d", call).isEmpty();
      assertThat(after.find(all.get(1).id()).manifest().description().tags().keySet())
          .as("call %d", call)
          .isIn(tagged ? List.of(SECOND) : List.of(Set.of(), Set.of("first"), SECOND));
      RepositoryPruneTest.prune(after, 0);
      assertWhole(directory, keys, living, call);
      TestDirectories.deleteTree(directory);
    }
    assertThat(call).isGreaterThan(60);
  }

  private static void tag(Repository repository, String id, String tag) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      maintenance.describe(id, before -> new Annotation(before.note(), Map.of(tag, "")));
    }
  }

  private static void assertWhole(
      Path directory, KeySource keys, Map<Snapshot, MemoryDump> stored, int call)
      throws IOException {
    Repository repository = Repository.open(directory, keys);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).as("call %d", call).isEmpty();
    MemoryDump next = changed(image(new Random(1)), 9);
    stored.put(add(repository, next), next);
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).as("call %d", call).isEmpty();
    List<String> ids = repository.snapshots().stream().map(Snapshot::id).toList();
    for (Map.Entry<Snapshot, MemoryDump> snapshot : stored.entrySet()) {
      assertThat(ids).as("call %d", call).contains(snapshot.getKey().id());
      try (Dump dump = repository.openDump(snapshot.getKey())) {
        byte[] page = new byte[4096];
        for (Map.Entry<Long, byte[]> expected : snapshot.getValue().pages().entrySet()) {
          dump.memory().read(expected.getKey() << 12, page, 0, 4096);
          assertThat(page).as("call %d", call).isEqualTo(expected.getValue());
        }
      }
    }
  }

  private static MemoryDump image(Random random) {
    MemoryDump image = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    for (int frame = 0; frame < FRAMES; frame++) {
      image.page(frame, page(random));
    }
    return image;
  }

  private static MemoryDump changed(MemoryDump image, int seed) {
    Random random = new Random(seed);
    MemoryDump changed = image.copy();
    for (int i = 0; i < 6; i++) {
      changed.page(random.nextInt(FRAMES), page(random));
    }
    return changed;
  }

  private static byte[] page(Random random) {
    byte[] page = new byte[4096];
    random.nextBytes(page);
    return page;
  }

  private static Snapshot add(Repository repository, MemoryDump image) throws IOException {
    return repository.add(image, SnapshotDescription.labelled("x"), PageProgress.NONE);
  }
}
