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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** A full disk, a failing one or a loss of power, at calls of a copy and of an upgrade in turn. */
class CopyFaultTest {
  private static final int FRAMES = 30;
  private static final int STEP = 13;

  @TempDir(factory = InMemory.class)
  private Path temporary;

  private Path origin;
  private final Map<Snapshot, MemoryDump> stored = new LinkedHashMap<>();

  /** Of version 1, as one that is upgraded or copied because of that. */
  @BeforeEach
  void makeRepository() throws IOException {
    origin = temporary.resolve("origin");
    Repository.openOrCreate(origin);
    Files.writeString(origin.resolve("format"), "kexshot repository 1\n");
    MemoryDump image = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    Random random = new Random(1);
    for (int i = 0; i < 3; i++) {
      image = image.copy();
      for (int frame = 0; frame < FRAMES; frame += i == 0 ? 1 : 7) {
        image.page(frame, page(random));
      }
      stored.put(add(Repository.open(origin), "s" + i, image), image);
    }
  }

  /** The copy begins with a repository that is not there. */
  @ParameterizedTest
  @EnumSource(FaultyFiles.Fault.class)
  void aCopyThatFailsIsGoneOnWith(FaultyFiles.Fault fault) throws IOException {
    boolean failed = true;
    int call = 0;
    while (failed) {
      call += STEP;
      Path directory = temporary.resolve("at-" + call);
      FaultyFiles files = new FaultyFiles(directory, fault, call);
      try {
        copy(Repository.open(origin), Repository.openOrCreate(files));
      } catch (IOException expected) {
        assertThat(files.hasFailed()).as("call %d: %s", call, expected).isTrue();
      }
      failed = files.hasFailed();
      files.restart();
      Repository after = Repository.openOrCreate(directory);
      assertThat(after.verifyAll(PageProgress.NONE).problems()).as("call %d", call).isEmpty();
      copy(Repository.open(origin), after);
      assertThat(after.snapshots()).as("call %d", call).hasSize(stored.size());
      assertExact(after, after.snapshots(), "call " + call);
      TestDirectories.deleteTree(directory);
    }
    assertThat(call).isGreaterThan(60);
  }

  /** What cannot be read there is not copied as something else. */
  @ParameterizedTest
  @EnumSource(FaultyFiles.Fault.class)
  void aCopyFromAFailingDiskIsExactOrNone(FaultyFiles.Fault fault) throws IOException {
    boolean failed = true;
    int call = 0;
    while (failed) {
      call += STEP;
      Path directory = temporary.resolve("from-" + call);
      Path target = temporary.resolve("to-" + call);
      TestDirectories.copyTree(origin, directory);
      FaultyFiles files = new FaultyFiles(directory, fault, call);
      try {
        copy(Repository.open(files), Repository.openOrCreate(target));
      } catch (IOException expected) {
        assertThat(files.hasFailed()).as("call %d: %s", call, expected).isTrue();
      }
      failed = files.hasFailed();
      Repository copies = Repository.openOrCreate(target);
      assertThat(copies.verifyAll(PageProgress.NONE).problems()).as("call %d", call).isEmpty();
      assertExact(copies, copies.snapshots(), "call " + call);
      TestDirectories.deleteTree(directory);
      TestDirectories.deleteTree(target);
    }
    assertThat(call).isGreaterThan(10);
  }

  @ParameterizedTest
  @EnumSource(FaultyFiles.Fault.class)
  void anUpgradeThatFailsLeavesEitherVersion(FaultyFiles.Fault fault) throws IOException {
    boolean failed = true;
    int call = 0;
    while (failed) {
      call++;
      Path directory = temporary.resolve("at-" + call);
      TestDirectories.copyTree(origin, directory);
      FaultyFiles files = new FaultyFiles(directory, fault, call);
      boolean upgraded = false;
      try {
        upgraded = Repository.open(files).upgrade(Duration.ZERO);
      } catch (IOException expected) {
        assertThat(files.hasFailed()).as("call %d: %s", call, expected).isTrue();
      }
      failed = files.hasFailed();
      files.restart();
      Repository after = Repository.open(directory);
      assertThat(after.version()).as("call %d", call).isIn(upgraded ? List.of(2) : List.of(1, 2));
      after.upgrade(Duration.ZERO);
      assertThat(after.version()).isEqualTo(2);
      MemoryDump next = List.copyOf(stored.values()).get(2).copy().page(3, page(new Random(8)));
      add(after, "next", next);
      assertThat(after.verifyAll(PageProgress.NONE).problems()).as("call %d", call).isEmpty();
      assertExact(after, after.snapshots().subList(0, 3), "call " + call);
      TestDirectories.deleteTree(directory);
    }
    assertThat(call).isGreaterThan(4);
  }

  @Test
  void isOfVersionOneAtFirst() throws IOException {
    assertThat(Repository.open(origin).version()).isEqualTo(1);
  }

  private static void copy(Repository from, Repository to) throws IOException {
    new SnapshotCopy(from, to).copy(from.snapshots(), Duration.ZERO, told -> {}, PageProgress.NONE);
  }

  /** Those that are there are the first of what was stored, in its order. */
  private void assertExact(Repository of, List<Snapshot> snapshots, String what)
      throws IOException {
    List<MemoryDump> images = new ArrayList<>(stored.values());
    for (int i = 0; i < snapshots.size(); i++) {
      try (Dump dump = of.openDump(snapshots.get(i))) {
        byte[] page = new byte[4096];
        for (Map.Entry<Long, byte[]> expected : images.get(i).pages().entrySet()) {
          dump.memory().read(expected.getKey() << 12, page, 0, 4096);
          assertThat(page).as(what).isEqualTo(expected.getValue());
        }
      }
    }
  }

  private static Snapshot add(Repository into, String label, MemoryDump image) throws IOException {
    return into.add(image, SnapshotDescription.labelled(label), PageProgress.NONE);
  }

  private static byte[] page(Random random) {
    byte[] page = new byte[4096];
    random.nextBytes(page);
    return page;
  }
}
