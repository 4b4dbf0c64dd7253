package org.kexshot.index.query;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.QueryBuilder;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.kexshot.index.document.Fields;
import org.kexshot.index.document.SnapshotTable;
import org.kexshot.index.schema.NetworkAddress;
import org.kexshot.index.schema.ValueType;

/** What Lucene looks for in the index of a repository. */
public final class LuceneTarget implements QueryTarget<Query> {
  private final QueryBuilder words = new QueryBuilder(new KernelTextAnalyzer(false));
  private final SnapshotTable table;
  private final Instant now;

  /**
   * @param table the snapshots that can be named
   * @param now the present
   */
  public LuceneTarget(SnapshotTable table, Instant now) {
    this.table = table;
    this.now = now;
  }

  @Override
  public Query nothing() {
    return new MatchNoDocsQuery();
  }

  @Override
  public Query all(List<Query> required, List<Query> excluded, List<Query> filters) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    required.forEach(query -> all.add(query, BooleanClause.Occur.MUST));
    excluded.forEach(query -> all.add(query, BooleanClause.Occur.MUST_NOT));
    filters.forEach(query -> all.add(query, BooleanClause.Occur.FILTER));
    if (required.isEmpty() && filters.isEmpty()) {
      all.add(new MatchAllDocsQuery(), BooleanClause.Occur.FILTER);
    }
    return all.build();
  }

  @Override
  public Query any(List<Query> queries) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    queries.forEach(query -> any.add(query, BooleanClause.Occur.SHOULD));
    return any.build();
  }

  @Override
  public Query word(String field, String word) {
    return new TermQuery(new Term(field, word));
  }

  @Override
  public Query phrase(String field, String text) {
    Query query = words.createPhraseQuery(field, text);
    return query == null ? nothing() : query;
  }

  @Override
  public Query pattern(String field, String pattern) {
    try {
      return new WildcardQuery(new Term(field, pattern));
    } catch (TooComplexToDeterminizeException bomb) {
      throw new IllegalArgumentException("too many wildcards in a word", bomb);
    }
  }

  @Override
  public Query whole(String field, String value) {
    return word(Fields.whole(field), value);
  }

  @Override
  public Query wholePattern(String field, String pattern) {
    return pattern(Fields.whole(field), pattern);
  }

  @Override
  public Query has(String field) {
    return word(Fields.HAS, field);
  }

  @Override
  public Query between(String field, ValueType type, long first, long last) {
    return LongPoint.newRangeQuery(Fields.points(field, type), first, last);
  }

  @Override
  public Query network(String field, NetworkAddress network) {
    return InetAddressPoint.newPrefixQuery(
        Fields.network(field), network.address(), network.prefix());
  }

  @Override
  public Set<String> ownFields() {
    return Set.of();
  }

  @Override
  public SnapshotConditions<Query> snapshots() {
    return new SnapshotQuery(table, now);
  }
}
