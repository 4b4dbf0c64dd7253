package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.key.Secret;
import org.kexshot.store.maintain.Verification;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

class EncryptedRepositoryTest {
  private static final int FRAMES = 40;
  private static final String LABEL = "label-in-plain-text";
  private static final String TEXT = "the secret that a page holds";
  private static final String SYMBOLS = "ffffffff81000000 T _text_in_plain\n";

  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private KeySource keys;
  private Repository repository;
  private final Map<Snapshot, MemoryDump> stored = new LinkedHashMap<>();

  @BeforeEach
  void makeRepository() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    keys = keyFile(1);
    repository = Repository.createEncrypted(layout.root(), keys);
    Random random = new Random(1);
    MemoryDump first = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    for (int frame = 0; frame < FRAMES; frame++) {
      first.page(frame, page(random, frame));
    }
    MemoryDump second = first.copy().page(7, page(random, 7)).page(30, page(random, 30));
    add(repository, first);
    add(repository, second);
  }

  private KeySource keyFile(int seed) throws IOException {
    byte[] bytes = new byte[40];
    new Random(seed).nextBytes(bytes);
    Path file = temporary.resolve("key-" + seed);
    Files.write(file, bytes);
    return directory -> Secret.keyFile(file);
  }

  /** Half random, half text, so that compression has something to do. */
  private static byte[] page(Random random, int frame) {
    byte[] page = new byte[4096];
    random.nextBytes(page);
    byte[] text = (TEXT + " " + frame + " ").repeat(60).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, page, 0, text.length);
    return page;
  }

  private Snapshot add(Repository into, MemoryDump image) throws IOException {
    Path symbols = temporary.resolve("System.map");
    Files.writeString(symbols, SYMBOLS);
    try (Addition addition = into.beginAddition(Duration.ZERO, told -> {})) {
      Snapshot snapshot =
          addition.add(
              image,
              new DebugFiles(Optional.empty(), Optional.of(symbols)),
              SnapshotDescription.labelled(LABEL),
              PageProgress.NONE);
      stored.put(snapshot, image);
      return snapshot;
    }
  }

  @Test
  void givesBackEveryPage() throws IOException {
    Repository opened = Repository.open(layout.root(), keys);
    assertThat(opened.isEncrypted()).isTrue();
    assertThat(opened.snapshots()).hasSize(2);
    for (Map.Entry<Snapshot, MemoryDump> snapshot : stored.entrySet()) {
      assertSame(opened, snapshot.getKey(), snapshot.getValue(), "opened again");
      try (var symbols =
          opened
              .debugFiles(snapshot.getKey())
              .contents()
              .open(opened.debugFiles(snapshot.getKey()).systemMap().orElseThrow())) {
        assertThat(new String(symbols.readAllBytes(), StandardCharsets.US_ASCII))
            .isEqualTo(SYMBOLS);
      }
    }
    Verification verified = opened.verifyAll(PageProgress.NONE);
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.notes()).isEmpty();
  }

  /** Equal pages are found again by the page table, and take no more room. */
  @Test
  void sharesPages() throws IOException {
    MemoryDump moved = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    List<MemoryDump> images = List.copyOf(stored.values());
    for (int frame = 0; frame < FRAMES; frame++) {
      moved.page(frame, images.get(0).pages().get((long) (FRAMES - 1 - frame)));
    }
    assertThat(add(repository, moved).manifest().storage().newPages()).isZero();
    Files.delete(layout.pageTable());
    MemoryDump again = moved.copy().page(0, images.get(0).pages().get(20L));
    assertThat(add(repository, again).manifest().storage().newPages()).isZero();
  }

  @Test
  void nothingIsSeenBelowTheDirectory() throws IOException {
    List<Snapshot> snapshots = repository.snapshots();
    repository.compare(snapshots.get(0), snapshots.get(1)).forEachRun((change, start, count) -> {});
    MemoryDump failing =
        stored
            .values()
            .iterator()
            .next()
            .copy()
            .page(3, page(new Random(9), 3))
            .failingAt(35, new IOException("gone"));
    assertThatThrownBy(() -> add(repository, failing)).hasMessageContaining("gone");
    List<String> hidden = new ArrayList<>(List.of(LABEL, "secret that a page", "_text_in_plain"));
    hidden.add(hex(SYMBOLS.getBytes(StandardCharsets.US_ASCII)));
    hidden.add("6.1.0-test");
    for (Snapshot snapshot : snapshots) {
      hidden.add(snapshot.manifest().pageMapSha256());
      hidden.add(snapshot.manifest().imageSha256().orElseThrow());
    }
    List<byte[]> hashes = new ArrayList<>();
    for (byte[] page : stored.values().iterator().next().pages().values()) {
      hidden.add(hex(page));
      hashes.add(Sha256.digest().digest(page));
    }
    for (Path file : files()) {
      String name = layout.root().relativize(file).toString();
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      for (String word : hidden) {
        assertThat(name).doesNotContain(word);
        assertThat(text.contains(word)).as("%s in %s", word, name).isFalse();
      }
      for (byte[] hash : hashes) {
        String start = new String(hash, 0, 8, StandardCharsets.ISO_8859_1);
        assertThat(text.contains(start)).as("a page's hash in %s", name).isFalse();
      }
    }
  }

  private static String hex(byte[] content) {
    return HexFormat.of().formatHex(Sha256.digest().digest(content));
  }

  @Test
  void whateverByteIsFlippedNothingWrongIsReadAndTheFileIsNamed() throws IOException {
    for (Path file : files()) {
      if (file.startsWith(layout.cache()) || file.equals(layout.lock())) {
        continue;
      }
      byte[] whole = Files.readAllBytes(file);
      int step = 1 + whole.length / 60;
      for (int at = 0; at < whole.length; at += at < 64 || at > whole.length - 24 ? 1 : step) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << at % 8);
        Files.write(file, damaged);
        assertNamed(file, at);
      }
      Files.write(file, whole);
    }
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  private void assertNamed(Path file, int at) {
    String what = file + " at " + at;
    String name = file.getFileName().toString();
    try {
      Repository opened = Repository.open(layout.root(), keys);
      assertThat(opened.verifyAll(PageProgress.NONE).problems())
          .as(what)
          .anyMatch(problem -> problem.contains(name));
      for (Map.Entry<Snapshot, MemoryDump> snapshot : stored.entrySet()) {
        assertRightOrRefused(opened, snapshot.getKey(), snapshot.getValue(), what);
      }
    } catch (IOException refused) {
      assertThat(refused).as(what).hasMessageContaining(name);
    }
  }

  private static void assertRightOrRefused(
      Repository opened, Snapshot snapshot, MemoryDump image, String what) {
    try {
      assertSame(opened, snapshot, image, what);
    } catch (IOException refused) {
      assertThat(refused).as(what).hasMessageContaining("damaged");
    }
  }

  @Test
  void filesCannotBeExchanged() throws IOException {
    List<Path> packs;
    try (Stream<Path> all = Files.list(layout.packs())) {
      packs = all.sorted().toList();
    }
    assertThat(packs).hasSize(2);
    Files.copy(packs.get(1), packs.get(0), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(repository.verifyAll(PageProgress.NONE).problems())
        .anyMatch(problem -> problem.contains("as the end of 00000001.pack"));
  }

  @Test
  void damageIsToldWithItsPlaceAndTheSnapshotsThatItHarms() throws IOException {
    Path pack = layout.pack(1);
    byte[] bytes = Files.readAllBytes(pack);
    bytes[48 + 16_400 + 7] ^= 1;
    Files.write(pack, bytes);
    List<String> ids = stored.keySet().stream().map(Snapshot::shortId).toList();
    assertThat(repository.verifyAll(PageProgress.NONE).problems())
        .isNotEmpty()
        .allMatch(problem -> problem.contains("00000001.pack"))
        .allMatch(problem -> problem.contains("segment 1 at offset 16448 does not open"))
        .allMatch(problem -> problem.endsWith("it harms snapshots " + String.join(", ", ids)));
  }

  @Test
  void aWrongKeyIsOneClearLine() throws IOException {
    assertThatThrownBy(() -> Repository.open(layout.root(), keyFile(2)))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("wrong key file")
        .matches(e -> ((RepositoryException) e).reason() == RepositoryException.Reason.KEY);
    assertThatThrownBy(() -> Repository.open(layout.root()))
        .hasMessageContaining("is encrypted; give --key-file")
        .matches(e -> ((RepositoryException) e).reason() == RepositoryException.Reason.KEY);
    assertThatThrownBy(() -> Repository.openOrCreate(layout.root()))
        .hasMessageContaining("is encrypted; give --key-file");
  }

  @Test
  void aPassphraseIsAddedAndTheKeyFileRemoved() throws IOException {
    Secret passphrase = Secret.passphrase("correct horse".toCharArray());
    String added = repository.keys().add(passphrase, Duration.ZERO).id();
    Repository opened = Repository.open(layout.root(), directory -> passphrase);
    String first;
    try (Stream<Path> files = Files.list(layout.keys())) {
      first =
          files
              .map(file -> file.getFileName().toString().replace(".json", ""))
              .filter(id -> !id.equals(added))
              .findFirst()
              .orElseThrow();
    }
    opened.keys().remove(first, Duration.ZERO);
    assertThatThrownBy(() -> opened.keys().remove(added, Duration.ZERO))
        .hasMessageContaining("last key");
    assertThatThrownBy(() -> Repository.open(layout.root(), keys)).hasMessageContaining("wrong");
    assertThat(opened.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FaultyFiles.Fault.class)
  void whateverFailsWhileKeysAreChangedOneIsLeft(FaultyFiles.Fault fault) throws IOException {
    KeySource other = keyFile(7);
    boolean failed = true;
    int call = 0;
    while (failed) {
      call++;
      Path directory = temporary.resolve("at-" + call);
      Repository made = Repository.createEncrypted(directory, keys);
      String first = made.keys().list().get(0).id();
      FaultyFiles files = new FaultyFiles(directory, fault, call);
      try {
        RepositoryKeys changed = Repository.open(files, keys).keys();
        changed.add(other.secret(directory), Duration.ZERO);
        changed.remove(first, Duration.ZERO);
      } catch (IOException expected) {
        assertThat(files.hasFailed()).as("call %d: %s", call, expected).isTrue();
      }
      failed = files.hasFailed();
      files.restart();
      assertThat(opens(directory, keys) || opens(directory, other)).as("call %d", call).isTrue();
      assertThat(RepositoryKeys.of(directory).problems()).as("call %d", call).isEmpty();
    }
    assertThat(call).isGreaterThan(10);
    assertThat(opens(temporary.resolve("at-" + call), keys)).isFalse();
  }

  private static boolean opens(Path directory, KeySource keys) throws IOException {
    try {
      return Repository.open(directory, keys).isEncrypted();
    } catch (RepositoryException wrong) {
      assertThat(wrong.reason()).isEqualTo(RepositoryException.Reason.KEY);
      return false;
    }
  }

  @Test
  void isCopiedToAPlainOneAndBack() throws IOException {
    Repository plain = Repository.openOrCreate(temporary.resolve("plain"));
    Repository other = Repository.createEncrypted(temporary.resolve("other"), keyFile(3));
    new SnapshotCopy(repository, plain)
        .copy(repository.snapshots(), Duration.ZERO, told -> {}, PageProgress.NONE);
    new SnapshotCopy(plain, other)
        .copy(plain.snapshots(), Duration.ZERO, told -> {}, PageProgress.NONE);
    List<MemoryDump> images = List.copyOf(stored.values());
    for (int i = 0; i < images.size(); i++) {
      assertSame(plain, plain.snapshots().get(i), images.get(i), "plain");
      assertSame(other, other.snapshots().get(i), images.get(i), "encrypted again");
    }
    assertThat(other.verifyAll(PageProgress.NONE).problems()).isEmpty();
  }

  @Test
  void isNotTakenForAPlainOne() throws IOException {
    assertThat(Files.readString(layout.format())).isEqualTo("kexshot encrypted repository 2\n");
    Files.writeString(layout.format(), "kexshot repository 2\n");
    assertThatThrownBy(() -> Repository.openOrCreate(layout.root(), keys))
        .hasMessageContaining("the file was altered");
  }

  @Test
  void isMadeOnlyWhereThereIsNone() throws IOException {
    assertThatThrownBy(() -> Repository.createEncrypted(layout.root(), keys))
        .hasMessageContaining("is a repository already, encrypted");
    Files.delete(layout.format());
    for (Path directory : List.of(layout.debugFiles(), layout.packs())) {
      TestDirectories.deleteTree(directory);
    }
    Files.delete(layout.lock());
    Repository again = Repository.createEncrypted(layout.root(), keyFile(5));
    assertThat(again.isEncrypted()).isTrue();
    try (Stream<Path> files = Files.list(layout.keys())) {
      assertThat(files).hasSize(1);
    }
  }

  private static void assertSame(
      Repository opened, Snapshot snapshot, MemoryDump image, String what) throws IOException {
    try (Dump dump = opened.openDump(snapshot)) {
      byte[] page = new byte[4096];
      for (Map.Entry<Long, byte[]> expected : image.pages().entrySet()) {
        dump.memory().read(expected.getKey() << 12, page, 0, 4096);
        assertThat(page).as(what).isEqualTo(expected.getValue());
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(layout.root())) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
