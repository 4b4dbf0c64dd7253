package org.kexshot.index.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.LongRange;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.kexshot.index.document.Fields;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.document.Position;
import org.kexshot.index.document.SnapshotTable;
import org.kexshot.index.schema.Interval;
import org.kexshot.index.schema.SnapshotField;
import org.kexshot.kind.NearestName;

/**
 * In which snapshots objects are to be, by all conditions that must hold together: {@code
 * snapshot:after new:true} finds what is new in that snapshot, not what is in it and was new in
 * another.
 */
final class SnapshotQuery implements SnapshotConditions<Query> {
  private static final String ANY = "true";

  private final SnapshotTable table;
  private final Instant now;
  private final Set<SnapshotField> events = new TreeSet<>();
  private final List<Query> others = new ArrayList<>();
  private List<IndexedSnapshot> within;
  private boolean isIn;

  SnapshotQuery(SnapshotTable table, Instant now) {
    this.table = table;
    this.now = now;
    this.within = table.snapshots();
  }

  @Override
  public boolean isEmpty() {
    return !isIn && events.isEmpty() && others.isEmpty();
  }

  @Override
  public void add(SnapshotField field, QueryNode.Value value) throws QuerySyntaxException {
    if (field.isTime()) {
      add(field, TimeQuery.interval(value, now));
    } else if (field.isEvent() && value.text().equals(ANY)) {
      events.add(field);
    } else if (field.isEvent() && value.text().equals("false")) {
      throw new QuerySyntaxException(
          "say NOT %s:true".formatted(field.name().toLowerCase(Locale.ROOT)), value.position());
    } else {
      narrow(field, value);
    }
  }

  private void narrow(SnapshotField field, QueryNode.Value value) throws QuerySyntaxException {
    Predicate<IndexedSnapshot> named = named(value);
    if (table.snapshots().stream().noneMatch(named) && !value.isPattern()) {
      throw unknown(value);
    }
    within = within.stream().filter(named).toList();
    if (field.isEvent()) {
      events.add(field);
    } else {
      isIn = true;
    }
  }

  private QuerySyntaxException unknown(QueryNode.Value value) {
    List<String> labels = table.snapshots().stream().map(IndexedSnapshot::label).toList();
    return new QuerySyntaxException(
        "no snapshot '%s'%s"
            .formatted(
                value.text(),
                NearestName.of(value.text(), labels)
                    .map(name -> " (did you mean '" + name + "'?)")
                    .orElse("")),
        value.position());
  }

  /** By the label, a word of it, or the beginning of the id, whatever the case. */
  private static Predicate<IndexedSnapshot> named(QueryNode.Value value) {
    String wanted = value.text().toLowerCase(Locale.ROOT);
    if (value.isPattern()) {
      Glob pattern = new Glob(wanted);
      return snapshot -> snapshot.names().stream().anyMatch(pattern::matches);
    }
    return snapshot ->
        snapshot.names().contains(wanted)
            || wanted.length() >= SnapshotConditions.SHORTEST_ID
                && snapshot.id().startsWith(wanted);
  }

  @Override
  public void add(SnapshotField field, QueryNode.Range range) throws QuerySyntaxException {
    if (!field.isTime()) {
      throw new QuerySyntaxException("snapshots have no order here", range.position());
    }
    add(field, TimeQuery.interval(range, now));
  }

  private void add(SnapshotField field, Interval times) {
    boolean last = field == SnapshotField.LAST_SEEN;
    List<Long> positions = new ArrayList<>();
    for (IndexedSnapshot snapshot : table.snapshots()) {
      long millis = snapshot.time().toEpochMilli();
      if (times.first() <= millis && millis <= times.last()) {
        positions.add(snapshot.position());
        if (last
            && table.positions(Position.boot(snapshot.position())).last() == snapshot.position()) {
          positions.add(Position.open(snapshot.position()));
        }
      }
    }
    others.add(LongPoint.newSetQuery(last ? Fields.LAST : Fields.FIRST, positions));
  }

  @Override
  public Query query() {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    others.forEach(query -> all.add(query, BooleanClause.Occur.FILTER));
    List<Long> positions = within.stream().map(IndexedSnapshot::position).toList();
    for (SnapshotField event : events) {
      all.add(LongPoint.newSetQuery(field(event), positions), BooleanClause.Occur.FILTER);
    }
    if (isIn && !events.contains(SnapshotField.NEW)) {
      all.add(in(positions), BooleanClause.Occur.FILTER);
    }
    return all.build();
  }

  private static String field(SnapshotField event) {
    return switch (event) {
      case NEW -> Fields.CAME;
      case GONE -> Fields.WENT;
      default -> Fields.CHANGED;
    };
  }

  /** A range for each row of snapshots of one boot. */
  private Query in(List<Long> positions) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (int i = 0; i < positions.size(); ) {
      int end = i;
      while (end + 1 < positions.size() && isNext(positions.get(end), positions.get(end + 1))) {
        end++;
      }
      any.add(
          LongRange.newIntersectsQuery(
              Fields.IN, new long[] {positions.get(i)}, new long[] {positions.get(end)}),
          BooleanClause.Occur.SHOULD);
      i = end + 1;
    }
    return any.build();
  }

  private boolean isNext(long one, long other) {
    return Position.boot(one) == Position.boot(other)
        && table.from(one + 1).filter(next -> next.position() == other).isPresent();
  }
}
