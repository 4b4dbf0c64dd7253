package org.kexshot.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.LocalFiles;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.maintain.ChainCheck;
import org.kexshot.store.maintain.RepositoryVerifier;
import org.kexshot.store.maintain.Verification;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.map.ImageDigest;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.BlockCache;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.read.SnapshotDump;
import org.kexshot.store.read.StoredComparison;
import org.kexshot.store.read.StoredDebugFiles;
import org.kexshot.store.read.StoredPages;

/**
 * A directory of snapshots in which each distinct page is stored once; {@link RepositoryLayout}
 * lists its files. What is stored is never changed. Readers need no lock and see whole snapshots
 * only; one process at a time may add. Files are readable by their owner alone, for memory holds
 * secrets.
 */
public final class Repository {
  private final RepositoryFiles files;
  private FormatVersion version;
  private final SnapshotList catalogue;
  private final BlockCache blocks = new BlockCache();

  private Repository(RepositoryFiles files, FormatVersion version) {
    this.files = files;
    this.version = version;
    this.catalogue = new SnapshotList(files);
  }

  /**
   * Opens a repository.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#NOT_A_REPOSITORY} if there
   *     is none at that directory, one of another version, or one in which others may put files
   * @throws java.nio.file.AccessDeniedException if it may not be read
   */
  public static Repository open(Path directory) throws IOException {
    LocalFiles files = new LocalFiles(directory);
    files.requireOwn();
    return open(files);
  }

  /** Opens a repository whose files are reached in a way of the caller's. */
  static Repository open(RepositoryFiles files) throws IOException {
    RepositoryLayout layout = files.layout();
    byte[] format;
    try {
      format = files.read(layout.format());
    } catch (NoSuchFileException none) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: no snapshot repository; `kexshot import` and `kexshot snap` make one"
              .formatted(layout.root()));
    }
    Optional<FormatVersion> version = FormatVersion.said(format);
    if (version.isEmpty()) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: says \"%s\", expected \"%s\" or less"
              .formatted(
                  layout.format(),
                  new String(format, StandardCharsets.ISO_8859_1).strip(),
                  new String(FormatVersion.newest().text(), StandardCharsets.US_ASCII).strip()));
    }
    return new Repository(files, version.get());
  }

  /** Opens a repository, or makes an empty one if the directory is missing or empty. */
  public static Repository openOrCreate(Path directory) throws IOException {
    LocalFiles files = new LocalFiles(directory);
    files.requireOwn();
    return openOrCreate(files);
  }

  /** The same, with files that are reached in a way of the caller's. */
  static Repository openOrCreate(RepositoryFiles files) throws IOException {
    RepositoryLayout layout = files.layout();
    if (files.exists(layout.format())) {
      return open(files);
    }
    List<Path> parts =
        List.of(
            layout.temporary(), layout.snapshots(), layout.maps(), layout.packs(), layout.cache());
    if (Files.isDirectory(layout.root())) {
      try (var entries = Files.list(layout.root())) {
        if (!entries.allMatch(parts::contains)) {
          throw new RepositoryException(
              RepositoryException.Reason.NOT_A_REPOSITORY,
              "%s: holds other files and no snapshot repository; name an empty directory"
                  .formatted(layout.root()));
        }
      }
    }
    files.makeDirectory(layout.root());
    for (Path part : parts) {
      files.makeDirectory(part);
    }
    writeFormat(files);
    return new Repository(files, FormatVersion.newest());
  }

  /** The number of the format's version that is written. */
  public int version() {
    return version.number();
  }

  /**
   * Has all that is written from now on be of the newest version, which older programs do not read.
   * What is there is not changed.
   *
   * @param patience how long to wait for another writer
   * @return whether it was of an older version
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another process
   *     writes still
   */
  public boolean upgrade(Duration patience) throws IOException {
    try (RepositoryLock lock = files.lock(patience)) {
      lock.check();
      if (version == FormatVersion.newest()) {
        return false;
      }
      writeFormat(files);
      version = FormatVersion.newest();
      return true;
    }
  }

  private static void writeFormat(RepositoryFiles files) throws IOException {
    try (NewFile format = files.create("format")) {
      format.write(ByteBuffer.wrap(FormatVersion.newest().text()));
      format.commit(files.layout().format());
    }
  }

  public Path directory() {
    return files.layout().root();
  }

  /** Where a search index may keep its files; it must be able to make them again. */
  public Path searchIndexDirectory() throws IOException {
    files.makeDirectory(files.layout().searchIndex());
    return files.layout().searchIndex();
  }

  /** Where an index of strings may keep its files that it can make again. */
  public Path stringIndexDirectory() throws IOException {
    files.makeDirectory(files.layout().stringIndex());
    return files.layout().stringIndex();
  }

  /**
   * All snapshots whose manifests can be read, oldest first. Cost: reads each manifest, a few
   * kilobytes each.
   */
  public List<Snapshot> snapshots() throws IOException {
    return catalogue.read().snapshots();
  }

  /** The same, with a sentence for each manifest that cannot be read. */
  public SnapshotList.Reading readSnapshots() throws IOException {
    return catalogue.read();
  }

  /**
   * The snapshot meant by an id, an unambiguous prefix of four digits or more, a label (whose
   * newest bearer is meant), {@code latest} or {@code latest~N}.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#NO_SUCH_SNAPSHOT}
   */
  public Snapshot find(String reference) throws IOException {
    return catalogue.find(reference);
  }

  /**
   * Adds an image, reading it once. The snapshot is visible when it is whole and on the disk; after
   * an exception or a signal nothing of it is left, and what a killed process leaves is cleared by
   * the next addition.
   *
   * <p>Cost: every page is read and hashed, on all processors; what the repository does not have is
   * compressed. Memory: some 30 MiB, however large the image.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another process
   *     is adding
   */
  public Snapshot add(Dump dump, SnapshotDescription description, PageProgress progress)
      throws IOException {
    try (Addition addition = beginAddition(Duration.ZERO, removed -> {})) {
      return addition.add(dump, DebugFiles.NONE, description, progress);
    }
  }

  /**
   * Takes the right to add before there is anything to add.
   *
   * @param patience how long to wait for another writer
   * @param told is told what a killed writer left, and what became of it
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another process
   *     writes still
   */
  public Addition beginAddition(Duration patience, Consumer<String> told) throws IOException {
    return Addition.begin(files, version, catalogue, patience, told);
  }

  /**
   * Opens a stored snapshot with the files about its kernel that are kept with it.
   *
   * @param given take the place of those
   */
  public MemoryImage openImage(Snapshot snapshot, DebugFiles given) throws IOException {
    return MemoryImage.of(openDump(snapshot), given.or(debugFiles(snapshot)));
  }

  /** The files about a snapshot's kernel that are kept with it. */
  public DebugFiles debugFiles(Snapshot snapshot) throws IOException {
    return new StoredDebugFiles(files).find(snapshot.manifest().debugFiles());
  }

  /**
   * The SHA-256 of a snapshot's contents, which is the same in every repository. Cost: nothing
   * where its manifest has it; else hashes 48 bytes a page.
   */
  public String imageDigest(Snapshot snapshot) throws IOException {
    Manifest manifest = snapshot.manifest();
    if (manifest.imageSha256().isPresent()) {
      return manifest.imageSha256().get();
    }
    try (PageMap map =
            new PageMap(files, manifest.pageMap(files.layout()), manifest.pageMapSha256());
        PackSet packs = new PackSet(files)) {
      packs.expect(map.packs());
      return ImageDigest.of(map, packs);
    }
  }

  /** Opens a stored snapshot as a memory image. */
  public Dump openDump(Snapshot snapshot) throws IOException {
    Manifest manifest = snapshot.manifest();
    PageMap map = new PageMap(files, manifest.pageMap(files.layout()), manifest.pageMapSha256());
    return new SnapshotDump(snapshot, map, new PackSet(files, blocks));
  }

  /** Opens the pages of snapshots by numbers that stand for their contents. */
  public StoredPages openPages(List<Snapshot> snapshots) throws IOException {
    return new StoredPages(files, snapshots);
  }

  /**
   * Compares the pages of two of this repository's snapshots without reading them. Cost: some
   * milliseconds a gibibyte that differs, nothing for what is shared.
   */
  public PageComparison compare(Snapshot first, Snapshot second) {
    return new StoredComparison(files, first.manifest(), second.manifest());
  }

  /** Checks every hash of one snapshot by reading all of its stored pages. */
  public Verification verify(Snapshot snapshot, PageProgress progress) throws IOException {
    return new RepositoryVerifier(files).verify(List.of(snapshot), progress);
  }

  /**
   * Checks the chain of manifests alone, and reads no page.
   *
   * @param last whose id is trusted: it and those before it are checked; empty for all
   */
  public Verification verifyChain(Optional<Snapshot> last) throws IOException {
    ChainCheck chain =
        last.isPresent() ? ChainCheck.upTo(catalogue, last.get()) : ChainCheck.of(files, catalogue);
    int checked =
        (int)
            catalogue.read().snapshots().stream()
                .filter(
                    one ->
                        last.isEmpty()
                            || one.manifest().sequence() <= last.get().manifest().sequence())
                .count();
    return new Verification(checked, 0, 0, chain.problems(), chain.notes());
  }

  /** Checks every hash of the repository, the chain of its manifests, and what is left over. */
  public Verification verifyAll(PageProgress progress) throws IOException {
    ChainCheck chain = ChainCheck.of(files, catalogue);
    Verification verified =
        new RepositoryVerifier(files).verify(catalogue.read().snapshots(), progress);
    return verified.with(chain.problems(), chain.notes());
  }
}
