package org.kexshot.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpText;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.ModelDump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.LocalFiles;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.PageCounts;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.manifest.SourceFile;
import org.kexshot.store.page.BlockCodec;
import org.kexshot.store.write.SnapshotWriter;

/**
 * Writes the repository that is kept under {@code frozen}, and a text that says what it holds. A
 * new version of the format gets a directory of its own; what an older one wrote must be read.
 */
public final class FrozenRepository {
  /** Beside the repository, with its name. */
  static final String EXPECTED = ".expect";

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-02-03T04:05:06Z"), ZoneOffset.UTC);

  private FrozenRepository() {}

  /**
   * Writes the repository, without what can be made again.
   *
   * @param arguments the directory, which must not exist
   */
  public static void main(String... arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    if (Files.exists(directory)) {
      throw new IOException(directory + " is there already; frozen files are never written again");
    }
    Repository repository = Repository.openOrCreate(directory);
    add(repository, first(), BlockCodec.DEFLATE, described());
    add(repository, second(), BlockCodec.LZ4, SnapshotDescription.labelled("second"));
    add(repository, third(), BlockCodec.ZSTD, SnapshotDescription.labelled("second"));
    add(repository, newest(), BlockCodec.DEFLATE, SnapshotDescription.labelled(""));
    RepositoryLayout layout = new RepositoryLayout(directory);
    TestDirectories.deleteTree(layout.cache());
    TestDirectories.deleteTree(layout.temporary());
    Files.delete(layout.lock());
    Files.writeString(
        directory.resolveSibling(directory.getFileName() + EXPECTED),
        text(repository),
        StandardCharsets.UTF_8);
  }

  private static void add(
      Repository repository, MemoryModel image, BlockCodec codec, SnapshotDescription description)
      throws IOException {
    RepositoryFiles files = new LocalFiles(repository.directory());
    try (RepositoryLock lock = files.lock(Duration.ZERO)) {
      new SnapshotWriter(lock, files, FormatVersion.newest(), new SnapshotList(files), codec, CLOCK)
          .add(dump(image), DebugFiles.NONE, () -> description, PageProgress.NONE);
    }
  }

  static Dump dump(MemoryModel image) {
    return new ModelDump(image, ImageFixture.description(Architecture.X86_64), Optional.of(17));
  }

  private static SnapshotDescription described() {
    return SnapshotDescription.labelled("first")
        .withNote("Before the upgrade; \"quoted\", ünïcode")
        .withTags(Map.of("build", "42", "suite", "network"))
        .withHost("machine-a")
        .withTakenAt(Instant.parse("2026-02-03T04:05:00.123456789Z"))
        .withPause(Duration.ofMillis(155))
        .withExcludedByKind(Map.of("free", 2L, "zero", 1L))
        .withSource(new SourceFile("ELF64 core", "vmcore", 12345, Optional.of("00".repeat(32))));
  }

  /** Frames of every kind: text, zeros, one that packs and one that does not, and absent ones. */
  private static MemoryModel first() {
    MemoryModel image =
        MemoryModel.random(
            1, Set.of(), new PhysicalRange(0x1000, 0x9000), new PhysicalRange(0x1_0000, 0x1_4000));
    for (long pfn = 1; pfn < 9; pfn++) {
      image.with(pfn, new byte[] {(byte) pfn});
    }
    return image
        .with(1, "frozen ".repeat(500).getBytes(StandardCharsets.US_ASCII))
        .without(2, PageState.EXCLUDED)
        .without(3, PageState.EXCLUDED)
        .with(4, new byte[0])
        .with(5, random(1))
        .without(6, PageState.UNREADABLE)
        .with(0x10, new byte[] {7})
        .with(0x11, new byte[0])
        .with(0x12, new byte[] {1})
        .with(0x13, new byte[] {2});
  }

  private static byte[] random(long seed) {
    byte[] page = new byte[Page.SIZE];
    new Random(seed).nextBytes(page);
    return page;
  }

  /** Pages moved, changed, came and went. */
  private static MemoryModel second() {
    return first()
        .with(2, new byte[] {1, 2, 3})
        .with(6, random(1))
        .with(5, random(2))
        .without(8, PageState.EXCLUDED);
  }

  /** One page differs. */
  private static MemoryModel third() {
    return second().with(0x13, new byte[] {2, 3});
  }

  /** One page more, which no codec packs. */
  static MemoryModel newest() {
    return third().with(0x12, random(3));
  }

  /** All that can be read of a repository. */
  static String text(Repository repository) throws IOException {
    StringBuilder text = new StringBuilder();
    Snapshot before = null;
    for (Snapshot snapshot : repository.snapshots()) {
      addManifest(snapshot, text);
      try (Dump dump = repository.openDump(snapshot)) {
        text.append(DumpText.of(dump));
      }
      if (before != null) {
        repository
            .compare(before, snapshot)
            .forEachRun(
                (change, first, count) ->
                    text.append("compared 0x%x+%d %s\n".formatted(first, count, change)));
      }
      before = snapshot;
    }
    return text.toString();
  }

  private static void addManifest(Snapshot snapshot, StringBuilder text) {
    Manifest manifest = snapshot.manifest();
    SnapshotDescription said = manifest.description();
    List<String> lines = new ArrayList<>();
    lines.add("snapshot %d %s".formatted(manifest.sequence(), snapshot.id()));
    manifest.previous().ifPresent(id -> lines.add("previous " + id));
    lines.add("label " + said.label());
    lines.add("text " + said.note());
    said.tags().forEach((key, value) -> lines.add("tag %s=%s".formatted(key, value)));
    said.host().ifPresent(host -> lines.add("host " + host));
    said.pause().ifPresent(pause -> lines.add("pause " + pause));
    said.excludedByKind().forEach((kind, pages) -> lines.add("excluded " + kind + " " + pages));
    said.source()
        .ifPresent(
            source ->
                lines.add(
                    "source %s, %s, %d bytes, %s"
                        .formatted(
                            source.name(),
                            source.format(),
                            source.bytes(),
                            source.sha256().orElse("-"))));
    lines.add("added " + manifest.addedAt());
    lines.add("kernel " + manifest.kernel().orElse("-"));
    PageCounts pages = manifest.pages();
    lines.add(
        "pages %d kept, %d zero, %d excluded, %d unreadable"
            .formatted(pages.kept(), pages.zero(), pages.excluded(), pages.unreadable()));
    lines.add(
        "stored %d new, %d shared"
            .formatted(manifest.storage().newPages(), manifest.storage().sharedPages()));
    lines.forEach(line -> text.append(line).append('\n'));
  }
}
