package org.kexshot.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kexshot.format.Dump;
import org.kexshot.index.IndexBusyException;
import org.kexshot.index.SearchIndex;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchResult;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.kernel.KernelImage;
import org.kexshot.objects.KernelObjectKinds;
import org.kexshot.objects.KindListing;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;

/**
 * Searches a repository's snapshots. The index lies in the repository's cache; what it lacks is
 * added before a search, so it may be deleted at any time.
 */
public final class SnapshotSearch {
  private final Repository repository;

  public SnapshotSearch(Repository repository) {
    this.repository = repository;
  }

  /** Names that a query may give before a colon. */
  public static Set<String> fields() {
    return SearchSchema.get().fields();
  }

  /**
   * Brings the index up to date. Cost: reads the kernel objects of each snapshot that it lacks. If
   * another process is at it, nothing is done.
   */
  public void update() throws IOException {
    try (SearchIndex index = open()) {
      update(index);
    }
  }

  /**
   * Searches, after an update.
   *
   * @param within the one snapshot to look in; empty for all
   * @throws org.kexshot.index.SearchSyntaxException if the query cannot be read
   */
  public SearchResult search(String query, Optional<Snapshot> within, int limit)
      throws IOException {
    try (SearchIndex index = open()) {
      update(index);
      return index.search(new SearchRequest(query, within.map(Snapshot::id), limit));
    }
  }

  private SearchIndex open() throws IOException {
    Path directory = repository.searchIndexDirectory();
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return SearchIndex.open(directory);
  }

  private void update(SearchIndex index) throws IOException {
    Set<String> surplus = new HashSet<>(index.snapshotIds());
    List<Snapshot> snapshots = repository.snapshots();
    try {
      for (Snapshot snapshot : snapshots) {
        if (!surplus.remove(snapshot.id())) {
          add(snapshot, index);
        }
      }
      if (!surplus.isEmpty()) {
        index.remove(surplus);
      }
    } catch (IndexBusyException otherUpdates) {
      return;
    }
  }

  private void add(Snapshot snapshot, SearchIndex index) throws IOException {
    try (Dump dump = repository.openDump(snapshot)) {
      index.add(metadata(snapshot), objects(dump));
    }
  }

  /** The kernel objects of an image by kind; none if it has no kernel that can be read. */
  private static Iterable<KindListing<?>> objects(Dump dump) throws IOException {
    KernelImage kernel;
    try {
      kernel = KernelImage.open(dump);
    } catch (RepositoryException damaged) {
      throw damaged;
    } catch (IOException noKernel) {
      return List.of();
    }
    return () ->
        KernelObjectKinds.all().stream()
            .<KindListing<?>>map(kind -> KindListing.read(kind, kernel))
            .iterator();
  }

  private static SnapshotMetadata metadata(Snapshot snapshot) {
    Manifest manifest = snapshot.manifest();
    return new SnapshotMetadata(
        snapshot.id(),
        manifest.label(),
        manifest.description().note(),
        manifest.description().tags(),
        manifest.description().host().orElse(""),
        manifest.kernel().orElse(""),
        manifest.architecture().machine(),
        manifest.time());
  }
}
