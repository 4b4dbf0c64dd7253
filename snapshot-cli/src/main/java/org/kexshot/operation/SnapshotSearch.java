package org.kexshot.operation;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kexshot.index.IndexBusyException;
import org.kexshot.index.SearchIndex;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchResult;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;

/**
 * Searches a repository's snapshots. The index lies in the repository's cache; what it lacks is
 * added before a search, so it may be deleted at any time.
 */
public final class SnapshotSearch {
  private final Repository repository;
  private final Consumer<String> told;

  /**
   * @param told is told which objects of a snapshot cannot be searched for, and why, when the
   *     snapshot is added to the index
   */
  public SnapshotSearch(Repository repository, Consumer<String> told) {
    this.repository = repository;
    this.told = told;
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
    return SearchIndex.open(repository.searchIndexDirectory());
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
    try (Image image = Image.of(snapshot, repository)) {
      IndexedObjects objects = IndexedObjects.of(image);
      index.add(metadata(snapshot), objects);
      objects.unknown().forEach(unknown -> told.accept("%s: %s".formatted(image.name(), unknown)));
    }
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
