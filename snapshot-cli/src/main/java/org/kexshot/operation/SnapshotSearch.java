package org.kexshot.operation;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kexshot.index.IndexBusyException;
import org.kexshot.index.SearchIndex;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchResult;
import org.kexshot.index.SearchSyntaxException;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;

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
    with(
        index -> {
          update(index);
          return null;
        });
  }

  /**
   * Searches, after an update.
   *
   * @param within the one snapshot to look in; empty for all
   * @throws org.kexshot.index.SearchSyntaxException if the query cannot be read
   */
  public SearchResult search(String query, Optional<Snapshot> within, int limit)
      throws IOException {
    return with(
        index -> {
          update(index);
          return index.search(new SearchRequest(query, within.map(Snapshot::id), limit));
        });
  }

  /** What is done with the index. */
  @FunctionalInterface
  private interface Use<T> {
    T of(SearchIndex index) throws IOException;
  }

  /** Uses the index; one that fails is made again, once, for it is a cache. */
  private <T> T with(Use<T> use) throws IOException {
    try (SearchIndex index = SearchIndex.open(repository.searchIndexDirectory())) {
      return use.of(index);
    } catch (SearchSyntaxException | RepositoryException noFaultOfTheIndex) {
      throw noFaultOfTheIndex;
    } catch (IOException | RuntimeException damaged) {
      told.accept("the search index is damaged, and is made again: " + damaged);
      SearchIndex.clear(repository.searchIndexDirectory());
    }
    try (SearchIndex index = SearchIndex.open(repository.searchIndexDirectory())) {
      return use.of(index);
    }
  }

  private void update(SearchIndex index) throws IOException {
    Set<String> surplus = new HashSet<>(index.snapshotIds());
    SnapshotList.Reading read = repository.readSnapshots();
    read.problems().forEach(told);
    try {
      for (Snapshot snapshot : read.snapshots()) {
        if (!surplus.remove(snapshot.id())) {
          add(snapshot, index);
        }
      }
      surplus.removeIf(read::isDamaged);
      if (!surplus.isEmpty()) {
        index.remove(surplus);
      }
    } catch (IndexBusyException otherUpdates) {
      return;
    }
  }

  /** A snapshot that cannot be opened keeps no other from being found. */
  private void add(Snapshot snapshot, SearchIndex index) throws IOException {
    try (Image image = Image.of(snapshot, repository)) {
      IndexedObjects objects = IndexedObjects.of(image);
      index.add(metadata(snapshot), objects);
      objects.unknown().forEach(unknown -> told.accept("%s: %s".formatted(image.name(), unknown)));
    } catch (RepositoryException damaged) {
      told.accept(
          "snapshot %s cannot be searched: %s".formatted(snapshot.shortId(), damaged.getMessage()));
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
