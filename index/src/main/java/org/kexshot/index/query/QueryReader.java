package org.kexshot.index.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kexshot.index.schema.FieldAliases;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotField;

/**
 * Makes of what a user types what a search engine looks for. For one query.
 *
 * @param <Q> a query of the engine
 */
public final class QueryReader<Q> {
  private final QueryTarget<Q> target;
  private final FieldQuery<Q> fields;
  private final SearchSchema schema;
  private final Set<String> words = new LinkedHashSet<>();

  /**
   * Of queries of all that is searched.
   *
   * @param target the engine
   * @param now the present
   */
  public QueryReader(QueryTarget<Q> target, Instant now) {
    this(target, now, SearchSchema.get());
  }

  /**
   * @param target the engine
   * @param now the present
   * @param schema which fields there are
   */
  public QueryReader(QueryTarget<Q> target, Instant now, SearchSchema schema) {
    this.target = target;
    this.fields = new FieldQuery<>(target, now, schema);
    this.schema = schema;
  }

  /**
   * Reads a query.
   *
   * @param within full id of the one snapshot to look in; empty for all
   * @throws QuerySyntaxException if the text is not a query, or names a field that the index does
   *     not have
   */
  public Q read(String text, Optional<String> within) throws QuerySyntaxException {
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

  private Q query(QueryNode node) throws QuerySyntaxException {
    if (node instanceof QueryNode.Any any) {
      List<Q> one = new ArrayList<>();
      for (QueryNode each : any.nodes()) {
        one.add(query(each));
      }
      return target.any(one);
    }
    return all(conjuncts(node));
  }

  private Q all(List<QueryNode> nodes) throws QuerySyntaxException {
    List<Q> required = new ArrayList<>();
    List<Q> excluded = new ArrayList<>();
    SnapshotConditions<Q> snapshots = target.snapshots();
    for (QueryNode node : nodes) {
      if (node instanceof QueryNode.Not not) {
        excluded.add(query(not.node()));
      } else if (!addTo(snapshots, node)) {
        required.add(leaf(node));
      }
    }
    return target.all(
        required, excluded, snapshots.isEmpty() ? List.of() : List.of(snapshots.query()));
  }

  private boolean addTo(SnapshotConditions<Q> snapshots, QueryNode node)
      throws QuerySyntaxException {
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

  private Q leaf(QueryNode node) throws QuerySyntaxException {
    if (node instanceof QueryNode.Range range) {
      String name = name(range.field());
      return fields.range(name, schema.types(name), range);
    }
    if (node instanceof QueryNode.Value value) {
      return leaf(value);
    }
    return query(node);
  }

  private Q leaf(QueryNode.Value value) throws QuerySyntaxException {
    if (value.field().isEmpty()) {
      words.add(value.text());
      return fields.anywhere(value);
    }
    String name = name(value.field().get());
    if (target.ownFields().contains(name)) {
      return fields.own(name, value);
    }
    return name.equals(SearchSchema.KIND)
        ? fields.kind(value)
        : fields.value(name, schema.types(name), value);
  }

  private String name(QueryNode.Field field) throws QuerySyntaxException {
    if (field.name().equals(MemoryQuery.TEXT)) {
      throw new QuerySyntaxException(
          "text: asks of memory itself, which is not searched here", field.position());
    }
    String name = FieldAliases.field(field.name());
    Set<String> known = schema.fields();
    if (!known.contains(name) && !target.ownFields().contains(name)) {
      throw UnknownName.of("field", field.name(), known, field.position());
    }
    return name;
  }
}
