package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.key.Secret;
import org.kexshot.store.manifest.Outline;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** Each byte of an encrypted repository wrong in turn, and each file gone: one of a few pages. */
class EncryptedBytesTest {
  private static final int FRAMES = 3;

  @TempDir(factory = InMemory.class)
  private Path temporary;

  private RepositoryLayout layout;
  private KeySource keys;
  private final Map<Snapshot, MemoryDump> stored = new LinkedHashMap<>();
  private List<Outline> outlines;

  @BeforeEach
  void makeRepository() throws IOException {
    Path key = temporary.resolve("key");
    Files.write(key, page(7));
    keys = directory -> Secret.keyFile(key);
    layout = new RepositoryLayout(temporary.resolve("repository"));
    Repository repository = Repository.createEncrypted(layout.root(), keys);
    MemoryDump first = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    for (int frame = 0; frame < FRAMES; frame++) {
      first.page(frame, page(frame + 1));
    }
    add(repository, first);
    add(repository, first.copy().page(1, page(100)));
    outlines = repository.outlines().outlines();
    assertThat(outlines).hasSize(2);
  }

  @Test
  void whateverByteIsWrongItsFileIsNamedAndNothingWrongIsRead() throws IOException {
    int bytes = 0;
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      boolean isCache = file.startsWith(layout.cache());
      if (file.equals(layout.lock()) || file.equals(layout.pageTable())) {
        continue;
      }
      for (int at = 0; at < whole.length; at++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << at % 8);
        Files.write(file, damaged);
        String what = file + " at " + at;
        if (isCache) {
          assertThat(Repository.open(layout.root(), keys).outlines().outlines())
              .as(what)
              .isEqualTo(outlines);
        } else {
          assertNamed(file, what);
        }
        bytes++;
      }
      Files.write(file, whole);
    }
    assertThat(bytes).isGreaterThan(3000);
    assertThat(Repository.open(layout.root(), keys).verifyAll(PageProgress.NONE).problems())
        .isEmpty();
  }

  @Test
  void whateverFileIsGoneIsNamedWithTheSnapshotsThatItHarms() throws IOException {
    List<Snapshot> snapshots = List.copyOf(stored.keySet());
    for (Path file : files()) {
      if (file.startsWith(layout.cache()) || file.equals(layout.lock())) {
        continue;
      }
      byte[] whole = Files.readAllBytes(file);
      Files.delete(file);
      List<String> harmed = harmed(file, snapshots);
      try {
        Repository opened = Repository.open(layout.root(), keys);
        var verified = opened.verifyAll(PageProgress.NONE);
        String all = String.join("\n", verified.problems()) + String.join("\n", verified.notes());
        assertThat(all).as(file.toString()).isNotEmpty().contains(harmed);
        assertRightOrRefused(opened, file.toString());
      } catch (IOException refused) {
        assertThat(file.equals(layout.format()) || file.startsWith(layout.keys()))
            .as(refused.toString())
            .isTrue();
      }
      Files.write(file, whole);
    }
  }

  /**
   * What verification must tell: of a manifest that is gone the one behind it knows, or its map.
   */
  private List<String> harmed(Path file, List<Snapshot> snapshots) {
    String name = file.getFileName().toString();
    Snapshot first = snapshots.get(0);
    Snapshot second = snapshots.get(1);
    if (file.startsWith(layout.snapshots())) {
      return name.contains(first.id())
          ? List.of(first.id(), second.shortId())
          : List.of("00000002-", "a manifest is lost");
    }
    boolean isOfSecond = name.startsWith("00000002");
    boolean isOfBoth = name.equals("00000001.pack") || file.startsWith(layout.debugFiles());
    return isOfBoth
        ? List.of(name, first.shortId() + ", " + second.shortId())
        : List.of(name, (isOfSecond ? second : first).shortId());
  }

  private void assertNamed(Path file, String what) {
    String name = file.getFileName().toString();
    try {
      Repository opened = Repository.open(layout.root(), keys);
      assertThat(opened.verifyAll(PageProgress.NONE).problems())
          .as(what)
          .anyMatch(problem -> problem.contains(name));
      assertRightOrRefused(opened, what);
    } catch (IOException refused) {
      assertThat(refused).as(what).hasMessageContaining(name);
    }
  }

  private void assertRightOrRefused(Repository opened, String what) {
    for (Map.Entry<Snapshot, MemoryDump> snapshot : stored.entrySet()) {
      try (Dump dump = opened.openDump(opened.find(snapshot.getKey().id()))) {
        byte[] page = new byte[4096];
        for (Map.Entry<Long, byte[]> expected : snapshot.getValue().pages().entrySet()) {
          dump.memory().read(expected.getKey() << 12, page, 0, 4096);
          assertThat(Arrays.equals(page, expected.getValue())).as(what).isTrue();
        }
      } catch (IOException refused) {
        assertThat(refused.getMessage()).as(what).isNotBlank();
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(layout.root())) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private void add(Repository into, MemoryDump image) throws IOException {
    Path symbols = temporary.resolve("System.map");
    Files.writeString(symbols, "c1000000 T _text\n");
    try (Addition addition = into.beginAddition(Duration.ZERO, told -> {})) {
      Snapshot snapshot =
          addition.add(
              image,
              new DebugFiles(Optional.empty(), Optional.of(symbols)),
              SnapshotDescription.labelled("s" + stored.size()),
              PageProgress.NONE);
      stored.put(snapshot, image);
    }
  }

  /** One that compresses to a few bytes. */
  private static byte[] page(int content) {
    byte[] page = new byte[4096];
    Arrays.fill(page, (byte) content);
    page[0] = 1;
    return page;
  }
}
