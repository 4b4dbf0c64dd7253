package org.kexshot.operation;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.kexshot.index.IndexBusyException;
import org.kexshot.index.IndexContents;
import org.kexshot.index.IndexStatus;
import org.kexshot.index.SearchIndex;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchResult;
import org.kexshot.index.SearchSyntaxException;
import org.kexshot.index.query.MemoryQuery;
import org.kexshot.index.query.OwnerCondition;
import org.kexshot.index.schema.ComparisonMetadata;
import org.kexshot.index.schema.FieldAliases;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.index.schema.ValueType;
import org.kexshot.operation.fact.IndexedComparisons;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.manifest.SnapshotName;

/**
 * Searches a repository's snapshots, and what was found by comparing them. The index lies in the
 * repository's cache; what it lacks is added before a search, so it may be deleted at any time.
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

  /** What a value looks like of each field that a query may give before a colon, by its name. */
  public static Map<String, String> fields() {
    SearchSchema schema = SearchSchema.get();
    Map<String, String> fields = new TreeMap<>();
    for (String field : schema.fields()) {
      fields.put(
          field.equals(MemoryQuery.TEXT) ? MemoryQuery.MESSAGE : field,
          schema.types(field).stream().map(ValueType::words).collect(Collectors.joining(", ")));
    }
    return fields;
  }

  /** Short names of fields with the fields that they stand for. */
  public static Map<String, String> shortNames() {
    Map<String, String> names = new TreeMap<>(FieldAliases.all());
    names.remove(MemoryQuery.MESSAGE);
    return names;
  }

  /** Fields that say whose memory a text is to be in. */
  public static List<String> ownerFields() {
    return Arrays.stream(OwnerCondition.Field.values()).map(OwnerCondition.Field::text).toList();
  }

  /** Names that {@code kind:} finds. */
  public static Set<String> kinds() {
    return SearchSchema.get().kinds();
  }

  /**
   * Why no kernel objects of a snapshot will be found, if that is so; none of them is read, and
   * nothing is indexed.
   */
  public static Optional<String> obstacle(Snapshot snapshot, Repository repository) {
    return IndexedObjects.obstacle(snapshot, repository);
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
   * Takes snapshots out of the index. The next update adds those again that the repository has.
   *
   * @param ids full ids
   * @throws IndexBusyException if another process is writing
   */
  public void remove(Set<String> ids) throws IOException {
    with(
        index -> {
          index.remove(ids);
          return null;
        });
  }

  /**
   * Searches, after an update.
   *
   * @throws org.kexshot.index.SearchSyntaxException if the query cannot be read
   */
  public SearchResult search(SearchRequest request) throws IOException {
    return with(
        index -> {
          update(index);
          return index.search(request);
        });
  }

  /** What is made of all that an index holds. */
  @FunctionalInterface
  public interface Reading<T> {
    T of(IndexContents contents) throws IOException;
  }

  /** Reads all that the index holds, after an update. */
  public <T> T read(Reading<T> reading) throws IOException {
    return with(
        index -> {
          update(index);
          try (IndexContents contents = index.contents()) {
            return reading.of(contents);
          }
        });
  }

  /**
   * What the index holds, and what it lacks; nothing is changed, but that one of another schema is
   * emptied.
   */
  public Status status() throws IOException {
    return with(this::status);
  }

  private Status status(SearchIndex index) throws IOException {
    IndexStatus held = index.status();
    Set<String> surplus = new HashSet<>(held.snapshotIds());
    List<Snapshot> missing =
        repository.snapshots().stream().filter(each -> !surplus.remove(each.id())).toList();
    return new Status(held, missing, surplus.size());
  }

  /**
   * What an index holds.
   *
   * @param missing snapshots that the next search adds
   * @param forgotten snapshots that the repository does not have any more
   */
  public record Status(IndexStatus held, List<Snapshot> missing, int forgotten) {
    public Status {
      missing = List.copyOf(missing);
    }

    /** Whether it holds all snapshots and no others. */
    public boolean isCurrent() {
      return missing.isEmpty() && forgotten == 0;
    }
  }

  /**
   * Makes the index again from the snapshots. Cost: as of {@link #update} of an empty one. If it is
   * interrupted, the next search goes on.
   *
   * @throws IndexBusyException if another process is writing
   */
  public void rebuild() throws IOException {
    with(
        index -> {
          index.clear();
          update(index);
          return null;
        });
  }

  /** What is done with the index. */
  @FunctionalInterface
  private interface Use<T> {
    T of(SearchIndex index) throws IOException;
  }

  /** With the repository's own key, if it has one. */
  private SearchIndex open() throws IOException {
    return SearchIndex.open(repository.searchIndexDirectory(), repository.sealingKey());
  }

  /** Uses the index; one that fails is made again, once, for it is a cache. */
  private <T> T with(Use<T> use) throws IOException {
    try (SearchIndex index = open()) {
      return use.of(index);
    } catch (SearchSyntaxException | IndexBusyException | RepositoryException noFaultOfTheIndex) {
      throw noFaultOfTheIndex;
    } catch (IOException | RuntimeException damaged) {
      if (!SearchIndex.isDamage(damaged)) {
        throw damaged;
      }
      told.accept("the search index is damaged, and is made again: " + damaged);
      SearchIndex.delete(repository.searchIndexDirectory());
    }
    try (SearchIndex index = open()) {
      return use.of(index);
    }
  }

  private void update(SearchIndex index) throws IOException {
    if (isCurrent(index)) {
      return;
    }
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
      addComparisons(read.snapshots(), index);
    } catch (IndexBusyException otherUpdates) {
      return;
    }
  }

  /** Whether the index holds what there is, by names: manifests need not be read then. */
  private boolean isCurrent(SearchIndex index) throws IOException {
    Set<String> ids =
        repository.snapshotNames().stream().map(SnapshotName::id).collect(Collectors.toSet());
    if (!ids.equals(index.snapshotIds())) {
      return false;
    }
    List<ComparisonMetadata.Pair> compared =
        repository.pairsWithFacts().stream()
            .filter(ids::containsAll)
            .map(pair -> new ComparisonMetadata.Pair(pair.get(0), pair.get(1)))
            .toList();
    return compared.isEmpty() || index.comparisons().containsAll(compared);
  }

  private void addComparisons(List<Snapshot> snapshots, SearchIndex index) throws IOException {
    List<ComparisonMetadata> missing =
        IndexedComparisons.missing(repository, snapshots, index.comparisons());
    if (!missing.isEmpty()) {
      index.add(missing);
    }
  }

  /** A snapshot that cannot be opened keeps no other from being found. */
  private void add(Snapshot snapshot, SearchIndex index) throws IOException {
    try (Image image = Image.of(snapshot, repository)) {
      IndexedObjects objects = IndexedObjects.of(image);
      index.add(metadata(snapshot), objects.bootMark(), objects);
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
