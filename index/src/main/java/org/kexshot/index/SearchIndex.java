package org.kexshot.index;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.kexshot.index.document.BootMark;
import org.kexshot.index.document.ComparisonDocuments;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.document.SnapshotAddition;
import org.kexshot.index.document.SnapshotRemoval;
import org.kexshot.index.document.SnapshotTable;
import org.kexshot.index.query.KernelTextAnalyzer;
import org.kexshot.index.schema.ComparisonMetadata;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.objects.KindListing;
import org.kexshot.seal.SealingKey;

/**
 * A search index of many snapshots in a directory of its own. It can always be made again, and is:
 * one of another schema or a damaged one is emptied when it is opened. Each snapshot is added whole
 * or not at all, whatever interrupts it. An object is one document however many snapshots of a boot
 * show it. For one thread.
 */
public final class SearchIndex implements Closeable {
  private static final String SCHEMA_KEY = "kexshot-schema";
  private static final double BUFFER_MEBIBYTES = 16;

  private final Directory directory;

  /** Of the last commit when it was last asked for, and the snapshots that it has. */
  private Optional<DirectoryReader> reader = Optional.empty();

  private Optional<SnapshotTable> table = Optional.empty();

  private SearchIndex(Directory directory) {
    this.directory = directory;
  }

  /** Opens the index; an empty one if there is none of this schema. */
  public static SearchIndex open(Path path) throws IOException {
    return open(path, Optional.empty());
  }

  /** The same; with a key it is encrypted, and one of another key is not readable. */
  public static SearchIndex open(Path path, Optional<SealingKey> key) throws IOException {
    if (Files.isDirectory(path) && !isReadable(path, key)) {
      deleteFiles(path);
    }
    return new SearchIndex(PrivateDirectory.open(path, key));
  }

  /** The index in a directory that holds none but of this schema. */
  static SearchIndex of(Directory directory) {
    return new SearchIndex(directory);
  }

  private static boolean isReadable(Path path, Optional<SealingKey> key) throws IOException {
    try (Directory directory = PrivateDirectory.open(path, key)) {
      if (!DirectoryReader.indexExists(directory)) {
        return true;
      }
      String schema = SegmentInfos.readLatestCommit(directory).getUserData().get(SCHEMA_KEY);
      return SearchSchema.get().version().equals(schema);
    } catch (CorruptIndexException
        | IndexFormatTooOldException
        | IndexFormatTooNewException
        | EOFException
        | RuntimeException damaged) {
      return false;
    }
  }

  /** Whether a failure is the index's own; a full disk, or one that may not be written, is not. */
  public static boolean isDamage(Exception failure) {
    return failure instanceof CorruptIndexException
        || failure instanceof IndexFormatTooOldException
        || failure instanceof IndexFormatTooNewException
        || failure instanceof EOFException
        || failure instanceof java.nio.file.NoSuchFileException
        || failure instanceof RuntimeException;
  }

  /** Deletes all of an index, which must not be open. */
  public static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      deleteFiles(path);
    }
  }

  private static void deleteFiles(Path path) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  /** Full ids of the snapshots that the index holds. */
  public Set<String> snapshotIds() throws IOException {
    Optional<DirectoryReader> committed = reader();
    return committed.isPresent() ? table(committed.get()).ids() : Set.of();
  }

  /** What the index holds. */
  public IndexStatus status() throws IOException {
    String schema = SearchSchema.get().version();
    Optional<DirectoryReader> committed = reader();
    if (committed.isEmpty()) {
      return new IndexStatus(Set.of(), 0, 0, schema);
    }
    long bytes = 0;
    for (String file : directory.listAll()) {
      bytes += directory.fileLength(file);
    }
    return new IndexStatus(snapshotIds(), committed.get().numDocs(), bytes, schema);
  }

  /** A reader of the last commit, which stays this one's; empty if nothing was committed. */
  private Optional<DirectoryReader> reader() throws IOException {
    if (reader.isEmpty()) {
      reader =
          DirectoryReader.indexExists(directory)
              ? Optional.of(DirectoryReader.open(directory))
              : Optional.empty();
      return reader;
    }
    DirectoryReader changed = DirectoryReader.openIfChanged(reader.get());
    if (changed != null) {
      reader.get().close();
      reader = Optional.of(changed);
      table = Optional.empty();
    }
    return reader;
  }

  /** The snapshots of the last commit. */
  private SnapshotTable table(DirectoryReader committed) throws IOException {
    if (table.isEmpty()) {
      table = Optional.of(SnapshotTable.read(committed));
    }
    return table.get();
  }

  /**
   * Adds a snapshot and its kernel objects, after what the index has of its boot.
   *
   * @param mark of which boot it is
   * @param objects by kind; read one by one, so that they may be read from the image meanwhile
   * @throws IndexBusyException if another process is writing
   */
  public void add(SnapshotMetadata snapshot, BootMark mark, Iterable<KindListing<?>> objects)
      throws IOException {
    remove(Set.of(snapshot.id()));
    try (IndexWriter writer = writer();
        IndexReader before = DirectoryReader.open(writer)) {
      SnapshotAddition addition = new SnapshotAddition(before, writer, snapshot, mark);
      for (KindListing<?> kind : objects) {
        addition.add(kind);
      }
      addition.finish();
      commit(writer);
    }
  }

  /** The comparisons that the index holds. */
  public Set<ComparisonMetadata.Pair> comparisons() throws IOException {
    Optional<DirectoryReader> committed = reader();
    return committed.isPresent() ? ComparisonDocuments.pairs(committed.get()) : Set.of();
  }

  /**
   * Adds comparisons that the index does not hold, all at once; one of a snapshot that the index
   * does not hold is left out.
   *
   * @throws IndexBusyException if another process is writing
   */
  public void add(List<ComparisonMetadata> comparisons) throws IOException {
    try (IndexWriter writer = writer();
        IndexReader before = DirectoryReader.open(writer)) {
      SnapshotTable table = SnapshotTable.read(before);
      for (ComparisonMetadata comparison : comparisons) {
        Optional<IndexedSnapshot> after = table.of(comparison.pair().after());
        if (after.isPresent() && table.of(comparison.pair().before()).isPresent()) {
          ComparisonDocuments.add(comparison, after.get(), writer);
        }
      }
      commit(writer);
    }
  }

  /**
   * Forgets snapshots, each whole or not at all; those that the index does not hold are not there.
   *
   * @throws IndexBusyException if another process is writing
   */
  public void remove(Set<String> snapshotIds) throws IOException {
    Set<String> held = snapshotIds();
    for (String id : snapshotIds) {
      if (held.contains(id)) {
        remove(id);
      }
    }
  }

  private void remove(String id) throws IOException {
    try (IndexWriter writer = writer();
        IndexReader before = DirectoryReader.open(writer)) {
      Optional<IndexedSnapshot> snapshot = SnapshotTable.read(before).of(id);
      if (snapshot.isPresent()) {
        new SnapshotRemoval(before, writer).remove(snapshot.get());
        commit(writer);
      }
    }
  }

  /** Takes everything out. */
  public void clear() throws IOException {
    try (IndexWriter writer = writer()) {
      writer.deleteAll();
      commit(writer);
    }
  }

  private IndexWriter writer() throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(new KernelTextAnalyzer(true));
    config.setRAMBufferSizeMB(BUFFER_MEBIBYTES);
    config.setCommitOnClose(false);
    try {
      return new IndexWriter(directory, config);
    } catch (LockObtainFailedException busy) {
      throw new IndexBusyException(busy);
    }
  }

  private static void commit(IndexWriter writer) throws IOException {
    writer.setLiveCommitData(Map.of(SCHEMA_KEY, SearchSchema.get().version()).entrySet());
    writer.commit();
  }

  /** What it holds, as it is now. */
  public IndexContents contents() throws IOException {
    return DirectoryReader.indexExists(directory)
        ? IndexContents.of(DirectoryReader.open(directory))
        : IndexContents.NONE;
  }

  /**
   * Searches.
   *
   * @throws SearchSyntaxException if the query cannot be read, or would take too long
   */
  public SearchResult search(SearchRequest request) throws IOException {
    Optional<DirectoryReader> committed = reader();
    if (committed.isEmpty()) {
      Search.check(request);
      return SearchResult.NONE;
    }
    return new Search(request, committed.get(), table(committed.get())).result();
  }

  @Override
  public void close() throws IOException {
    try {
      if (reader.isPresent()) {
        reader.get().close();
      }
    } finally {
      directory.close();
    }
  }
}
