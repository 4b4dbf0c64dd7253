package org.kexshot.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.io.PendingFile;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.maintain.RepositoryVerifier;
import org.kexshot.store.maintain.Verification;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.map.PageMap;
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
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final RepositoryLayout layout;
  private final SnapshotList catalogue;

  private Repository(RepositoryLayout layout) {
    this.layout = layout;
    this.catalogue = new SnapshotList(layout);
  }

  /**
   * Opens a repository.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#NOT_A_REPOSITORY} if there
   *     is none at that directory, or one of another version
   * @throws java.nio.file.AccessDeniedException if it may not be read
   */
  public static Repository open(Path directory) throws IOException {
    RepositoryLayout layout = new RepositoryLayout(directory);
    if (Files.notExists(layout.format()) || Files.isDirectory(layout.format())) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: no snapshot repository; `kexshot import` and `kexshot snap` make one"
              .formatted(directory));
    }
    String format = Files.readString(layout.format());
    if (!format.equals(RepositoryLayout.FORMAT)) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: says \"%s\", expected \"%s\""
              .formatted(layout.format(), format.strip(), RepositoryLayout.FORMAT.strip()));
    }
    return new Repository(layout);
  }

  /** Opens a repository, or makes an empty one if the directory is missing or empty. */
  public static Repository openOrCreate(Path directory) throws IOException {
    RepositoryLayout layout = new RepositoryLayout(directory);
    if (Files.exists(layout.format())) {
      return open(directory);
    }
    List<Path> parts =
        List.of(
            layout.temporary(), layout.snapshots(), layout.maps(), layout.packs(), layout.cache());
    if (Files.isDirectory(directory)) {
      try (var entries = Files.list(directory)) {
        if (!entries.allMatch(parts::contains)) {
          throw new RepositoryException(
              RepositoryException.Reason.NOT_A_REPOSITORY,
              "%s: holds other files and no snapshot repository; name an empty directory"
                  .formatted(directory));
        }
      }
    }
    Files.createDirectories(directory, OWNER_ONLY);
    for (Path part : parts) {
      Files.createDirectories(part, OWNER_ONLY);
    }
    try (PendingFile format = new PendingFile(layout.temporary(), "format")) {
      format.write(StandardCharsets.UTF_8.encode(RepositoryLayout.FORMAT));
      format.commit(layout.format());
    }
    return new Repository(layout);
  }

  public Path directory() {
    return layout.root();
  }

  /** Where a search index may keep its files; it must be able to make them again. */
  public Path searchIndexDirectory() {
    return layout.searchIndex();
  }

  /** All snapshots, oldest first. Cost: reads each manifest, a few kilobytes each. */
  public List<Snapshot> snapshots() throws IOException {
    return catalogue.all();
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
   * an exception or a signal nothing of it is left, and what a killed process leaves is removed by
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
   * @param told is told what a killed writer left, which is removed
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another process
   *     writes still, {@link RepositoryException.Reason#CORRUPT} if nothing can be added to it
   */
  public Addition beginAddition(Duration patience, Consumer<String> told) throws IOException {
    return Addition.begin(layout, catalogue, patience, told);
  }

  /**
   * Opens a stored snapshot with the files about its kernel that are kept with it.
   *
   * @param given take the place of those
   */
  public MemoryImage openImage(Snapshot snapshot, DebugFiles given) throws IOException {
    DebugFiles kept = new StoredDebugFiles(layout).find(snapshot.manifest().debugFiles());
    return MemoryImage.of(openDump(snapshot), given.or(kept));
  }

  /** Opens a stored snapshot as a memory image. */
  public Dump openDump(Snapshot snapshot) throws IOException {
    return new SnapshotDump(
        snapshot, new PageMap(snapshot.manifest().pageMap(layout)), new PackSet(layout));
  }

  /** Opens the pages of snapshots by numbers that stand for their contents. */
  public StoredPages openPages(List<Snapshot> snapshots) throws IOException {
    return new StoredPages(layout, snapshots);
  }

  /**
   * Compares the pages of two of this repository's snapshots without reading them. Cost: some
   * milliseconds a gibibyte that differs, nothing for what is shared.
   */
  public PageComparison compare(Snapshot first, Snapshot second) {
    return new StoredComparison(layout, first.manifest(), second.manifest());
  }

  /** Checks every hash of one snapshot by reading all of its stored pages. */
  public Verification verify(Snapshot snapshot, PageProgress progress) throws IOException {
    return new RepositoryVerifier(layout).verify(List.of(snapshot), progress);
  }

  /** Checks every hash of the repository, and the chain of its manifests. */
  public Verification verifyAll(PageProgress progress) throws IOException {
    return new RepositoryVerifier(layout).verify(catalogue.all(), progress);
  }
}
