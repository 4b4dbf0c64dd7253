package org.kexshot.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.seal.SealingKey;
import org.kexshot.store.fact.FactFiles;
import org.kexshot.store.fact.Program;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.KeptText;
import org.kexshot.store.file.LocalFiles;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.maintain.ChainCheck;
import org.kexshot.store.maintain.HarmedSnapshots;
import org.kexshot.store.maintain.RepositoryVerifier;
import org.kexshot.store.maintain.Statistics;
import org.kexshot.store.maintain.Verification;
import org.kexshot.store.maintain.VerifyScope;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.manifest.SnapshotName;
import org.kexshot.store.map.ImageDigest;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.BlockCache;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.read.ReadFailures;
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
  private final RepositoryAccess access;
  private final RepositoryFiles files;
  private FormatVersion version;
  private final SnapshotList catalogue;
  private final ReadFailures failures = new ReadFailures();

  /** Made when a snapshot is opened. */
  private Optional<BlockCache> blocks = Optional.empty();

  private Repository(RepositoryAccess access) {
    this.access = access;
    this.files = access.files();
    this.version = access.format().version();
    this.catalogue = new SnapshotList(files);
  }

  /**
   * Opens a repository that is not encrypted.
   *
   * @throws RepositoryException as {@link #open(Path, KeySource)} does
   */
  public static Repository open(Path directory) throws IOException {
    return open(directory, KeySource.NONE);
  }

  /**
   * Opens a repository.
   *
   * @param keys is asked if it is encrypted
   * @throws RepositoryException with {@link RepositoryException.Reason#NOT_A_REPOSITORY} if there
   *     is none at that directory, one of another version, or one in which others may put files;
   *     with {@link RepositoryException.Reason#KEY} if no key opens it
   * @throws java.nio.file.AccessDeniedException if it may not be read
   */
  public static Repository open(Path directory, KeySource keys) throws IOException {
    return new Repository(RepositoryAccess.open(local(directory), keys));
  }

  /** Opens a repository whose files are reached in a way of the caller's. */
  static Repository open(RepositoryFiles files) throws IOException {
    return open(files, KeySource.NONE);
  }

  /** The same, which may be encrypted. */
  static Repository open(RepositoryFiles files, KeySource keys) throws IOException {
    return new Repository(RepositoryAccess.open(files, keys));
  }

  private static LocalFiles local(Path directory) throws IOException {
    LocalFiles files = new LocalFiles(directory);
    files.requireOwn();
    return files;
  }

  /** Opens a repository, or makes an empty one if the directory is missing or empty. */
  public static Repository openOrCreate(Path directory) throws IOException {
    return openOrCreate(directory, KeySource.NONE);
  }

  /** The same; what is made is not encrypted. */
  public static Repository openOrCreate(Path directory, KeySource keys) throws IOException {
    return new Repository(RepositoryAccess.openOrCreate(local(directory), keys));
  }

  /** The same, with files that are reached in a way of the caller's. */
  static Repository openOrCreate(RepositoryFiles files) throws IOException {
    return new Repository(RepositoryAccess.openOrCreate(files, KeySource.NONE));
  }

  /**
   * Makes an empty repository that is encrypted.
   *
   * @param keys gives the secret of its first key
   * @throws RepositoryException with {@link RepositoryException.Reason#NOT_A_REPOSITORY} if there
   *     is a repository or another thing already
   */
  public static Repository createEncrypted(Path directory, KeySource keys) throws IOException {
    return new Repository(RepositoryAccess.createEncrypted(local(directory), keys));
  }

  /** Whether all that it holds is encrypted. */
  public boolean isEncrypted() {
    return access.format().isEncrypted();
  }

  /** The key by which what is kept beside the snapshots is encrypted; empty if nothing is. */
  public Optional<SealingKey> sealingKey() {
    return access.key();
  }

  /**
   * Its keys.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#KEY} if it is not encrypted
   */
  public RepositoryKeys keys() throws RepositoryException {
    return access.keys();
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
      access.upgrade();
      version = FormatVersion.newest();
      return true;
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

  /** Names of all snapshots, oldest first. Cost: reads no manifest. */
  public List<SnapshotName> snapshotNames() throws IOException {
    return catalogue.names();
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
   * What a list shows of each snapshot. Cost: reads one file; manifests only if they are not in it
   * yet. A damaged manifest that is in it is not noticed: {@link #verifyAll} reads each.
   */
  public SnapshotList.Outlines outlines() throws IOException {
    return catalogue.outlines();
  }

  /**
   * Keeps the list of all snapshots as it was printed ({@link KeptText}).
   *
   * @param state from before it was made
   * @param now milliseconds since 1970
   */
  public void keepList(KeptText.State state, byte[] text, long now) {
    KeptText.keep(files, state, text, now);
  }

  /**
   * The snapshot meant by an id, an unambiguous prefix of four digits or more, a label (whose
   * newest bearer is meant), {@code @last} or {@code @last-N}.
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

  /** What the repository holds and takes. Cost: reads page maps and the indexes of packs. */
  public Statistics statistics() throws IOException {
    return Statistics.of(files, catalogue);
  }

  /**
   * Takes the right to forget and to prune.
   *
   * @param patience how long to wait for another writer
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another process
   *     writes still
   */
  public Maintenance beginMaintenance(Duration patience) throws IOException {
    return Maintenance.begin(files, catalogue, patience, Clock.systemUTC());
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
    return new SnapshotDump(snapshot, map, new PackSet(files, blocks()), failures);
  }

  /**
   * Whether a page of an image that was opened could not be read although it is stored: the
   * repository is damaged, or the machine failed it.
   */
  public boolean hasFailedToRead() {
    return failures.any();
  }

  /**
   * The ids of two snapshots each of which some program kept what it derived, the earlier one
   * first; a snapshot may be forgotten meanwhile.
   */
  public List<List<String>> pairsWithFacts() throws IOException {
    return FactFiles.pairs(files);
  }

  /**
   * What a program derived from snapshots before.
   *
   * @param program this one
   */
  public FactFiles facts(Program program) {
    return new FactFiles(files, program);
  }

  private synchronized BlockCache blocks() {
    if (blocks.isEmpty()) {
      blocks = Optional.of(new BlockCache());
    }
    return blocks.get();
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
    return verify(snapshot, VerifyScope.DATA, progress);
  }

  /** Checks one snapshot: of the hashes those that the scope is about. */
  public Verification verify(Snapshot snapshot, VerifyScope scope, PageProgress progress)
      throws IOException {
    return new RepositoryVerifier(files, scope, Clock.systemUTC())
        .verify(List.of(snapshot), progress);
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
            catalogue.readChain().snapshots().stream()
                .filter(
                    one ->
                        last.isEmpty()
                            || one.manifest().sequence() <= last.get().manifest().sequence())
                .count();
    return new Verification(checked, 0, 0, chain.problems(), chain.notes());
  }

  /** Checks every hash of the repository, the chain of its manifests, and what is left over. */
  public Verification verifyAll(PageProgress progress) throws IOException {
    return verifyAll(VerifyScope.DATA, progress);
  }

  /** The same, of the hashes those that the scope is about. */
  public Verification verifyAll(VerifyScope scope, PageProgress progress) throws IOException {
    ChainCheck chain = ChainCheck.of(files, catalogue);
    List<Snapshot> snapshots = catalogue.read().snapshots();
    Verification verified =
        new RepositoryVerifier(files, scope, Clock.systemUTC()).verify(snapshots, progress);
    return verified
        .with(HarmedSnapshots.named(files, snapshots, verified.problems()))
        .with(chain.problems(), chain.notes())
        .with(catalogue.keptProblems(), List.of())
        .with(access.problems(), List.of());
  }
}
