package org.kexshot.index.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.kexshot.index.document.SnapshotTable;
import org.kexshot.index.schema.FieldAliases;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotField;

/** Makes of what a user types what Lucene looks for. For one query. */
public final class QueryReader {
  private final SnapshotTable table;
  private final Instant now;
  private final FieldQuery fields;
  private final Set<String> words = new LinkedHashSet<>();

  /**
   * @param table the snapshots that can be named
   * @param now the present
   */
  public QueryReader(SnapshotTable table, Instant now) {
    this.table = table;
    this.now = now;
    this.fields = new FieldQuery(new KernelTextAnalyzer(false), now);
  }

  /**
   * Reads a query.
   *
   * @param within full id of the one snapshot to look in; empty for all
   * @throws QuerySyntaxException if the text is not a query, or names a field that the index does
   *     not have
   */
  public Query read(String text, Optional<String> within) throws QuerySyntaxException {
    QueryNode query = QueryParser.parse(text);
    List<QueryNode> all = new ArrayList<>(conjuncts(query));
    if (within.isPresent()) {
      all.add(
          new QueryNode.Value(
              Optional.of(new QueryNode.Field("snapshotId", 0)), within.get(), true, 0));
    }
    return all(all);
  }

  /** Words that stand for themselves and for what is to be found, as the user typed them. */
  public Set<String> words() {
    return words;
  }

  private static List<QueryNode> conjuncts(QueryNode node) {
    if (node instanceof QueryNode.All all) {
      List<QueryNode> nodes = new ArrayList<>();
      all.nodes().forEach(each -> nodes.addAll(conjuncts(each)));
      return nodes;
    }
    return List.of(node);
  }

  private Query query(QueryNode node) throws QuerySyntaxException {
    if (node instanceof QueryNode.Any any) {
      BooleanQuery.Builder one = new BooleanQuery.Builder();
      for (QueryNode each : any.nodes()) {
        one.add(query(each), BooleanClause.Occur.SHOULD);
      }
      return one.build();
    }
    return all(conjuncts(node));
  }

  private Query all(List<QueryNode> nodes) throws QuerySyntaxException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    SnapshotQuery snapshots = new SnapshotQuery(table, now);
    boolean positive = false;
    for (QueryNode node : nodes) {
      if (node instanceof QueryNode.Not not) {
        all.add(query(not.node()), BooleanClause.Occur.MUST_NOT);
      } else if (!addTo(snapshots, node)) {
        all.add(leaf(node), BooleanClause.Occur.MUST);
        positive = true;
      }
    }
    if (!snapshots.isEmpty()) {
      all.add(snapshots.query(), BooleanClause.Occur.FILTER);
    }
    if (!positive && snapshots.isEmpty()) {
      all.add(new MatchAllDocsQuery(), BooleanClause.Occur.FILTER);
    }
    return all.build();
  }

  private boolean addTo(SnapshotQuery snapshots, QueryNode node) throws QuerySyntaxException {
    if (node instanceof QueryNode.Value value && value.field().isPresent()) {
      Optional<SnapshotField> field = SnapshotField.of(name(value.field().get()));
      if (field.isPresent()) {
        snapshots.add(field.get(), value);
      }
      return field.isPresent();
    }
    if (node instanceof QueryNode.Range range) {
      Optional<SnapshotField> field = SnapshotField.of(name(range.field()));
      if (field.isPresent()) {
        snapshots.add(field.get(), range);
      }
      return field.isPresent();
    }
    return false;
  }

  private Query leaf(QueryNode node) throws QuerySyntaxException {
    if (node instanceof QueryNode.Range range) {
      String name = name(range.field());
      return fields.range(name, SearchSchema.get().types(name), range);
    }
    if (node instanceof QueryNode.Value value) {
      return leaf(value);
    }
    return query(node);
  }

  private Query leaf(QueryNode.Value value) throws QuerySyntaxException {
    if (value.field().isEmpty()) {
      words.add(value.text());
      return fields.anywhere(value);
    }
    String name = name(value.field().get());
    return name.equals(SearchSchema.KIND)
        ? fields.kind(value)
        : fields.value(name, SearchSchema.get().types(name), value);
  }

  private static String name(QueryNode.Field field) throws QuerySyntaxException {
    if (field.name().equals(MemoryQuery.TEXT)) {
      throw new QuerySyntaxException(
          "text: asks of memory itself, which is not searched here", field.position());
    }
    String name = FieldAliases.field(field.name());
    Set<String> known = SearchSchema.get().fields();
    if (!known.contains(name)) {
      throw UnknownName.of("field", field.name(), known, field.position());
    }
    return name;
  }
}
