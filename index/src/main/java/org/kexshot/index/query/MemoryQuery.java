package org.kexshot.index.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kexshot.index.schema.SnapshotField;

/**
 * What a query asks of memory itself: {@code text:"BEGIN RSA PRIVATE KEY"}, with the snapshot to
 * look in and whose the memory is beside it, or on a server of which machine.
 *
 * @param text that is looked for, as it stands in memory
 * @param snapshot to look in, by its label or id; empty for all
 * @param owners conditions that all hold
 * @param machines conditions that all hold; only a server knows of machines
 */
public record MemoryQuery(
    String text,
    Optional<String> snapshot,
    List<OwnerCondition> owners,
    List<MachineCondition> machines) {
  /** The field that stands for memory. */
  public static final String TEXT = "text";

  /** What the text of a kernel log's line is called in queries, since {@link #TEXT} is taken. */
  public static final String MESSAGE = "message";

  /** The field that names a machine. */
  public static final String MACHINE = "machine";

  public MemoryQuery {
    owners = List.copyOf(owners);
    machines = List.copyOf(machines);
  }

  /**
   * Reads a query.
   *
   * @return empty if it does not ask of memory
   * @throws QuerySyntaxException if the text is not a query, or asks of memory and of objects
   */
  public static Optional<MemoryQuery> of(String query) throws QuerySyntaxException {
    QueryNode parsed = QueryParser.parse(query);
    return asksOfMemory(parsed) ? Optional.of(new Reader().read(parsed)) : Optional.empty();
  }

  private static boolean asksOfMemory(QueryNode node) {
    if (node instanceof QueryNode.Value value) {
      return value.field().isPresent() && isOfMemory(value.field().get());
    }
    if (node instanceof QueryNode.Range range) {
      return isOfMemory(range.field());
    }
    if (node instanceof QueryNode.Not not) {
      return asksOfMemory(not.node());
    }
    List<QueryNode> nodes =
        node instanceof QueryNode.All all ? all.nodes() : ((QueryNode.Any) node).nodes();
    return nodes.stream().anyMatch(MemoryQuery::asksOfMemory);
  }

  private static boolean isOfMemory(QueryNode.Field field) {
    return field.name().equals(TEXT)
        || OwnerCondition.Field.of(field.name()).isPresent()
            && !field.name().equals(OwnerCondition.Field.PROCESS.text());
  }

  /** Takes in the conditions of one query. */
  private static final class Reader {
    private static final String TOGETHER =
        "cannot stand beside text:, which takes snapshot: and owner:, or of a server machine:,"
            + " alone, and all must hold";

    private final List<OwnerCondition> owners = new ArrayList<>();
    private final List<MachineCondition> machines = new ArrayList<>();
    private Optional<String> text = Optional.empty();
    private Optional<String> snapshot = Optional.empty();

    MemoryQuery read(QueryNode node) throws QuerySyntaxException {
      add(node);
      if (text.isEmpty()) {
        throw new QuerySyntaxException(
            "what to look for in memory is missing: text:\"WORDS\", or --regex or --bytes", 0);
      }
      return new MemoryQuery(text.get(), snapshot, owners, machines);
    }

    private void add(QueryNode node) throws QuerySyntaxException {
      if (node instanceof QueryNode.All all) {
        for (QueryNode each : all.nodes()) {
          add(each);
        }
      } else if (node instanceof QueryNode.Value value) {
        add(value);
      } else if (node instanceof QueryNode.Not not && not.node() instanceof QueryNode.Value value) {
        addCondition(value, true);
      } else {
        throw refused(node);
      }
    }

    private void add(QueryNode.Value value) throws QuerySyntaxException {
      String name = value.field().map(QueryNode.Field::name).orElse("");
      if (name.equals(TEXT)) {
        addText(value);
      } else if (SnapshotField.of(name).filter(MemoryQuery::namesSnapshot).isPresent()) {
        if (snapshot.isPresent()) {
          throw new QuerySyntaxException("one snapshot can be named here", value.position());
        }
        snapshot = Optional.of(value.text());
      } else {
        addCondition(value, false);
      }
    }

    private void addText(QueryNode.Value value) throws QuerySyntaxException {
      if (text.isPresent()) {
        throw new QuerySyntaxException(
            "one text can be looked for at a time", value.field().get().position());
      }
      if (!value.quoted() && (value.text().contains("*") || value.text().contains("?"))) {
        throw new QuerySyntaxException(
            "text: takes no wildcards: put what stands for itself in quotes, or use --regex",
            value.position());
      }
      text = Optional.of(value.text());
    }

    private void addCondition(QueryNode.Value value, boolean negated) throws QuerySyntaxException {
      if (value.field().filter(named -> named.name().equals(MACHINE)).isPresent()) {
        machines.add(MachineCondition.of(value, negated));
        return;
      }
      Optional<OwnerCondition.Field> field =
          value.field().flatMap(named -> OwnerCondition.Field.of(named.name()));
      if (field.isEmpty()) {
        throw refused(value);
      }
      owners.add(OwnerCondition.of(field.get(), value, negated));
    }

    private static QuerySyntaxException refused(QueryNode node) {
      if (node instanceof QueryNode.Value value && value.field().isPresent()) {
        QueryNode.Field field = value.field().get();
        return field.name().startsWith("owner.")
            ? UnknownName.of("field", field.name(), names(), field.position())
            : new QuerySyntaxException(
                "'%s:' %s".formatted(field.name(), TOGETHER), field.position());
      }
      if (node instanceof QueryNode.Value value) {
        return new QuerySyntaxException(
            "'%s' %s".formatted(value.text(), TOGETHER), value.position());
      }
      if (node instanceof QueryNode.Range range) {
        return new QuerySyntaxException("a range " + TOGETHER, range.field().position());
      }
      return new QuerySyntaxException(
          (node instanceof QueryNode.Any ? "OR " : "NOT of more than an owner ") + TOGETHER, 0);
    }

    private static Set<String> names() {
      Set<String> names = new TreeSet<>();
      Arrays.stream(OwnerCondition.Field.values()).forEach(field -> names.add(field.text()));
      return names;
    }
  }

  private static boolean namesSnapshot(SnapshotField field) {
    return !field.isEvent() && !field.isTime();
  }
}
