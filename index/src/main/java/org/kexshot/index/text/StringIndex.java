package org.kexshot.index.text;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MergeScheduler;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.kexshot.index.IndexBusyException;
import org.kexshot.index.PrivateDirectory;
import org.kexshot.seal.SealingKey;

/**
 * Tells which pages may hold a text: a document a page, with each sequence of three characters in
 * its strings as a term, in either case, without positions or the text itself. That a page is told
 * does not mean that it holds the text; that it is not told means that it does not.
 *
 * <p>It can be made again at any time, and is emptied when it is opened if it is damaged or of
 * another schema. What is committed survives whatever interrupts the adding of more. For one
 * thread.
 */
public final class StringIndex implements Closeable {
  static final String TERMS = "terms";
  static final String NUMBER = "page";
  private static final String SCHEMA_KEY = "kexshot-strings";
  private static final String SCHEMA = "2";
  private static final String PAGES_KEY = "pages";

  /** Sequences of a long text that are asked for; more would hardly leave out another page. */
  private static final int MOST_TRIGRAMS = 64;

  /** Characters of a page's edge that one term holds. */
  private static final int EDGE = 3;

  private final Directory directory;

  /** Of the newest commit that was asked; null before that. */
  private DirectoryReader reader;

  private StringIndex(Directory directory) {
    this.directory = directory;
  }

  /** Opens the index in a directory; an empty one if there is none of this schema. */
  public static StringIndex open(Path path) throws IOException {
    return open(path, Optional.empty());
  }

  /** The same; with a key it is encrypted, and one of another key is not readable. */
  public static StringIndex open(Path path, Optional<SealingKey> key) throws IOException {
    if (Files.isDirectory(path) && !isReadable(path, key)) {
      deleteFiles(path);
    }
    return new StringIndex(PrivateDirectory.open(path, key));
  }

  private static boolean isReadable(Path path, Optional<SealingKey> key) throws IOException {
    try (Directory directory = PrivateDirectory.open(path, key)) {
      if (!DirectoryReader.indexExists(directory)) {
        return true;
      }
      Map<String, String> data = SegmentInfos.readLatestCommit(directory).getUserData();
      if (!SCHEMA.equals(data.get(SCHEMA_KEY))) {
        return false;
      }
      PageNumbers.parse(data.getOrDefault(PAGES_KEY, ""));
      DirectoryReader.open(directory).close();
      return true;
    } catch (CorruptIndexException
        | IndexFormatTooOldException
        | IndexFormatTooNewException
        | java.io.EOFException
        | java.nio.file.NoSuchFileException
        | RuntimeException damaged) {
      return false;
    }
  }

  private static void deleteFiles(Path path) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  /** The pages that the index knows, those without strings among them. */
  public PageNumbers pages() throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      return new PageNumbers();
    }
    Map<String, String> data = SegmentInfos.readLatestCommit(directory).getUserData();
    return PageNumbers.parse(data.getOrDefault(PAGES_KEY, ""));
  }

  /**
   * Begins to add pages.
   *
   * @throws IndexBusyException if another process is adding
   */
  public StringIndexWriter writer() throws IOException {
    IndexWriterConfig config = new IndexWriterConfig();
    config.setMergeScheduler(mergesByAllProcessors());
    config.setCommitOnClose(false);
    config.setUseCompoundFile(true);
    try {
      return new StringIndexWriter(new IndexWriter(directory, config), pages());
    } catch (LockObtainFailedException busy) {
      throw new IndexBusyException(busy);
    }
  }

  /** Each processor's pages become a segment by a merge. */
  private static MergeScheduler mergesByAllProcessors() {
    int processors = Runtime.getRuntime().availableProcessors();
    ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler();
    scheduler.setMaxMergesAndThreads(2 * processors, processors);
    scheduler.disableAutoIOThrottle();
    return scheduler;
  }

  static void commit(IndexWriter writer, PageNumbers pages) throws IOException {
    writer.setLiveCommitData(Map.of(SCHEMA_KEY, SCHEMA, PAGES_KEY, pages.toString()).entrySet());
    writer.commit();
  }

  /** Whether the index can tell the pages with a text: it must not be too short. */
  public static boolean canTell(String text) {
    return text.length() >= PageStrings.LEAST;
  }

  /**
   * Visits the pages that may hold a text, or the beginning of one that goes on in another page, in
   * no order.
   *
   * @param text of printable ASCII, for which {@link #canTell} holds
   * @param complete whether the index knows all pages in which the text may go on
   */
  public void forEachCandidate(String text, boolean complete, LongConsumer visitor)
      throws IOException {
    if (reader == null && !DirectoryReader.indexExists(directory)) {
      return;
    }
    IndexSearcher searcher = new IndexSearcher(newestReader());
    forEachPage(searcher, within(text), visitor);
    boolean goesOn = !complete || searcher.count(goingOn(text)) > 0;
    forEachPage(searcher, atEnd(text, goesOn ? 1 : EDGE), visitor);
  }

  private IndexReader newestReader() throws IOException {
    if (reader == null) {
      reader = DirectoryReader.open(directory);
      return reader;
    }
    DirectoryReader newer = DirectoryReader.openIfChanged(reader);
    if (newer != null) {
      reader.close();
      reader = newer;
    }
    return reader;
  }

  private static void forEachPage(IndexSearcher searcher, Query query, LongConsumer visitor)
      throws IOException {
    Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext segment : searcher.getIndexReader().leaves()) {
      Scorer scorer = weight.scorer(segment);
      if (scorer != null) {
        NumericDocValues pages = DocValues.getNumeric(segment.reader(), NUMBER);
        DocIdSetIterator documents = scorer.iterator();
        while (documents.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          if (pages.advanceExact(documents.docID())) {
            visitor.accept(pages.longValue());
          }
        }
      }
    }
  }

  private static Query within(String text) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    Set<Integer> asked = new HashSet<>();
    for (int at = 0; at + 3 <= text.length() && asked.size() < MOST_TRIGRAMS; at++) {
      int trigram = PageStrings.trigram(text, at);
      if (asked.add(trigram)) {
        BytesRef term = PageTerm.bytes(PageTerm.trigram(trigram));
        all.add(new TermQuery(new Term(TERMS, term)), BooleanClause.Occur.FILTER);
      }
    }
    return all.build();
  }

  /**
   * Pages that end with the first characters of a text.
   *
   * @param least characters
   */
  private static Query atEnd(String text, int least) {
    Set<BytesRef> ends = new HashSet<>();
    for (int length = least; length < text.length(); length++) {
      ends.add(edge(PageTerm.END, text.substring(Math.max(0, length - EDGE), length)));
    }
    return new TermInSetQuery(TERMS, ends);
  }

  /**
   * Pages that begin with what follows one or two characters of a text, or in UTF-16 two and a
   * half. Many pages end so, and need not be read if none begins so.
   */
  private static Query goingOn(String text) {
    Set<BytesRef> starts = new HashSet<>();
    for (int length = 1; length <= EDGE; length++) {
      starts.add(edge(PageTerm.START, text.substring(length, length + EDGE)));
    }
    return new TermInSetQuery(TERMS, starts);
  }

  private static BytesRef edge(int which, String characters) {
    StringBuilder lower = new StringBuilder();
    characters.chars().forEach(character -> lower.append((char) PageStrings.lower(character)));
    return PageTerm.bytes(PageTerm.edge(which, lower.toString()));
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      if (reader != null) {
        reader.close();
      }
    }
  }
}
