package org.kexshot.index;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.kexshot.index.schema.ObjectDocuments;
import org.kexshot.index.schema.QueryReader;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.objects.KindListing;

/**
 * A search index of many snapshots in a directory of its own. It can always be made again, and is:
 * one of another schema or a damaged one is emptied when it is opened. Each snapshot is added whole
 * or not at all, whatever interrupts it. For one thread.
 */
public final class SearchIndex implements Closeable {
  private static final String SCHEMA_KEY = "kexshot-schema";
  private static final double BUFFER_MEBIBYTES = 16;

  private final Directory directory;

  private SearchIndex(Directory directory) {
    this.directory = directory;
  }

  /** Opens the index; an empty one if there is none of this schema. */
  public static SearchIndex open(Path path) throws IOException {
    if (Files.isDirectory(path) && !isReadable(path)) {
      deleteFiles(path);
    }
    return new SearchIndex(PrivateDirectory.open(path));
  }

  private static boolean isReadable(Path path) throws IOException {
    try (Directory directory = FSDirectory.open(path)) {
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

  /** Deletes all of an index, which must not be open. */
  public static void clear(Path path) throws IOException {
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
    Set<String> ids = new HashSet<>();
    if (!DirectoryReader.indexExists(directory)) {
      return ids;
    }
    try (IndexReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      Query snapshots = new TermQuery(new Term(SearchSchema.KIND, SearchSchema.SNAPSHOT));
      TopDocs found = searcher.search(snapshots, Math.max(1, reader.maxDoc()));
      StoredFields stored = searcher.storedFields();
      for (ScoreDoc hit : found.scoreDocs) {
        ids.add(stored.document(hit.doc).get(SearchSchema.SNAPSHOT_ID));
      }
    }
    return ids;
  }

  /**
   * Adds a snapshot and its kernel objects, in place of what the index had of it.
   *
   * @param objects by kind; read one by one, so that they may be read from the image meanwhile
   * @throws IndexBusyException if another process is writing
   */
  public void add(SnapshotMetadata snapshot, Iterable<KindListing<?>> objects) throws IOException {
    ObjectDocuments documents = new ObjectDocuments(snapshot);
    try (IndexWriter writer = writer()) {
      writer.deleteDocuments(new Term(SearchSchema.SNAPSHOT_ID, snapshot.id()));
      writer.addDocument(documents.itself());
      for (KindListing<?> kind : objects) {
        for (Iterator<Document> made = documents.of(kind).iterator(); made.hasNext(); ) {
          writer.addDocument(made.next());
        }
      }
      commit(writer);
    }
  }

  /**
   * Forgets snapshots.
   *
   * @throws IndexBusyException if another process is writing
   */
  public void remove(Set<String> snapshotIds) throws IOException {
    try (IndexWriter writer = writer()) {
      for (String id : snapshotIds) {
        writer.deleteDocuments(new Term(SearchSchema.SNAPSHOT_ID, id));
      }
      commit(writer);
    }
  }

  private IndexWriter writer() throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(QueryReader.analyzer(true));
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

  /**
   * Searches.
   *
   * @throws SearchSyntaxException if the query cannot be read
   */
  public SearchResult search(SearchRequest request) throws IOException {
    Query query = query(request);
    if (!DirectoryReader.indexExists(directory)) {
      return new SearchResult(0, List.of());
    }
    try (IndexReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      TopDocs found = searcher.search(query, request.limit());
      StoredFields stored = searcher.storedFields();
      List<SearchHit> hits = new ArrayList<>();
      for (ScoreDoc hit : found.scoreDocs) {
        hits.add(hit(stored.document(hit.doc)));
      }
      return new SearchResult(searcher.count(query), hits);
    }
  }

  private static Query query(SearchRequest request) throws SearchSyntaxException {
    Query words;
    try {
      words = QueryReader.read(request.query());
    } catch (ParseException e) {
      throw new SearchSyntaxException(request.query(), e);
    }
    if (request.snapshotId().isEmpty()) {
      return words;
    }
    Term snapshot = new Term(SearchSchema.SNAPSHOT_ID, request.snapshotId().get());
    return new BooleanQuery.Builder()
        .add(words, BooleanClause.Occur.MUST)
        .add(new TermQuery(snapshot), BooleanClause.Occur.FILTER)
        .build();
  }

  private static SearchHit hit(Document document) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (IndexableField field : document) {
      fields.computeIfAbsent(field.name(), name -> new ArrayList<>()).add(field.stringValue());
    }
    return new SearchHit(
        document.get(SearchSchema.SNAPSHOT_ID),
        document.get(SearchSchema.KIND),
        document.get(SearchSchema.TITLE),
        withoutHead(fields));
  }

  private static Map<String, List<String>> withoutHead(Map<String, List<String>> fields) {
    fields
        .keySet()
        .removeAll(List.of(SearchSchema.SNAPSHOT_ID, SearchSchema.KIND, SearchSchema.TITLE));
    return fields;
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
