package org.kexshot.index;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.ExitableDirectoryReader;
import org.apache.lucene.index.QueryTimeoutImpl;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.kexshot.index.document.SnapshotTable;
import org.kexshot.index.query.LuceneTarget;
import org.kexshot.index.query.QueryReader;
import org.kexshot.index.query.QuerySyntaxException;

/** One search of an index. */
final class Search {
  /** Longer than a search takes that is meant. */
  private static final long MOST_MILLIS = 1500;

  /** Queries that are longer, or have wildcards, are watched. */
  private static final int LONG_QUERY = 500;

  private final SearchRequest request;
  private final DirectoryReader reader;
  private final SnapshotTable table;
  private final Set<String> words;
  private final Query query;

  /**
   * @param table of the reader
   * @throws SearchSyntaxException if the query cannot be read
   */
  Search(SearchRequest request, DirectoryReader reader, SnapshotTable table) throws IOException {
    this.request = request;
    this.reader = reader;
    this.table = table;
    QueryReader<Query> parsed = reader(table);
    try {
      this.query = parsed.read(request.query(), request.snapshotId());
    } catch (QuerySyntaxException unreadable) {
      throw new SearchSyntaxException(request.query(), unreadable);
    }
    this.words = parsed.words();
  }

  private static QueryReader<Query> reader(SnapshotTable table) {
    Instant now = Instant.now();
    return new QueryReader<>(new LuceneTarget(table, now), now);
  }

  /** Checks a query where there is nothing to be searched. */
  static void check(SearchRequest request) throws SearchSyntaxException {
    try {
      reader(new SnapshotTable(List.of())).read(request.query(), Optional.empty());
    } catch (QuerySyntaxException unreadable) {
      throw new SearchSyntaxException(request.query(), unreadable);
    }
  }

  SearchResult result() throws IOException {
    try {
      return result(searcher());
    } catch (ExitableDirectoryReader.ExitingReaderException tooLong) {
      throw new SearchSyntaxException(
          "the search would take more than %d ms: ask for less".formatted(MOST_MILLIS));
    } catch (IndexSearcher.TooManyClauses tooMany) {
      throw new SearchSyntaxException("the query has too many words");
    }
  }

  private IndexSearcher searcher() throws IOException {
    String text = request.query();
    if (text.length() < LONG_QUERY && text.indexOf('*') < 0 && text.indexOf('?') < 0) {
      return new IndexSearcher(reader);
    }
    QueryTimeoutImpl timeout = new QueryTimeoutImpl(MOST_MILLIS);
    IndexSearcher watched = new IndexSearcher(ExitableDirectoryReader.wrap(reader, timeout));
    watched.setTimeout(timeout);
    return watched;
  }

  private SearchResult result(IndexSearcher searcher) throws IOException {
    HitOrder order = HitOrder.of(request.sort());
    FieldDoc after = request.after().isPresent() ? order.place(request.after().get()) : null;
    TopFieldDocs found =
        searcher.search(
            query,
            new TopFieldCollectorManager(order.sort(), request.limit(), after, Integer.MAX_VALUE));
    if (searcher.timedOut()) {
      throw new ExitableDirectoryReader.ExitingReaderException("while collecting");
    }
    StoredFields stored = searcher.storedFields();
    Hits made = new Hits(table);
    List<SearchHit> hits = new ArrayList<>();
    for (ScoreDoc hit : found.scoreDocs) {
      hits.add(made.of(stored.document(hit.doc)));
    }
    Map<String, Map<String, Long>> facets =
        FacetCounter.count(request.facets(), query, searcher, table);
    return new SearchResult(
        found.totalHits.value,
        hits,
        next(found),
        facets,
        words,
        found.totalHits.value == 0 ? Suggestion.of(words, reader) : Optional.empty());
  }

  private Optional<String> next(TopFieldDocs found) {
    int last = found.scoreDocs.length - 1;
    return last + 1 < request.limit()
        ? Optional.empty()
        : Optional.of(HitOrder.place((FieldDoc) found.scoreDocs[last]));
  }
}
