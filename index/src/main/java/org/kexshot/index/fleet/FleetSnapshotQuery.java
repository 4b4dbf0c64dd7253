package org.kexshot.index.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kexshot.index.query.QueryNode;
import org.kexshot.index.query.QuerySyntaxException;
import org.kexshot.index.query.SnapshotConditions;
import org.kexshot.index.query.TimeQuery;
import org.kexshot.index.schema.Interval;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotField;

/**
 * Conditions on snapshots of a server. Those that a word names are looked up there at once; with
 * {@code true} for any no snapshot is.
 */
final class FleetSnapshotQuery implements SnapshotConditions<Map<String, Object>> {
  /** Rows of snapshots that fit into one query with the server's standard settings. */
  private static final int MOST_ROWS = 400;

  private static final String ANY = "true";

  private final FleetDirectory directory;
  private final Instant now;
  private final Set<SnapshotField> events = new TreeSet<>();
  private final List<Map<String, Object>> others = new ArrayList<>();
  private Optional<List<FleetSnapshot>> within = Optional.empty();
  private boolean isIn;
  private int position;

  FleetSnapshotQuery(FleetDirectory directory, Instant now) {
    this.directory = directory;
    this.now = now;
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
    position = value.position();
    List<FleetSnapshot> named = directory.snapshots(named(value));
    if (named.isEmpty() && !value.isPattern()) {
      throw new QuerySyntaxException(
          "the server has no snapshot '%s'".formatted(value.text()), value.position());
    }
    within =
        Optional.of(
            within.isEmpty() ? named : within.get().stream().filter(named::contains).toList());
    if (field.isEvent()) {
      events.add(field);
    } else {
      isIn = true;
    }
  }

  private static Map<String, Object> named(QueryNode.Value value) {
    String wanted = value.text().toLowerCase(Locale.ROOT);
    List<Map<String, Object>> any = new ArrayList<>();
    if (value.isPattern()) {
      any.add(FleetQuery.pattern(FleetFields.NAMES, wanted));
    } else {
      any.add(FleetQuery.term(FleetFields.NAMES, wanted));
      if (wanted.length() >= SHORTEST_ID && wanted.matches("\\p{XDigit}+")) {
        any.add(FleetQuery.prefix(FleetFields.SNAPSHOT_ID, wanted));
      }
    }
    return FleetQuery.filter(
        FleetQuery.term(FleetFields.KIND, SearchSchema.SNAPSHOT), FleetQuery.any(any));
  }

  @Override
  public void add(SnapshotField field, QueryNode.Range range) throws QuerySyntaxException {
    if (!field.isTime()) {
      throw new QuerySyntaxException("snapshots have no order here", range.position());
    }
    add(field, TimeQuery.interval(range, now));
  }

  private void add(SnapshotField field, Interval times) {
    if (field == SnapshotField.FIRST_SEEN) {
      others.add(FleetQuery.time(FleetFields.FIRST_SEEN, times.first(), times.last()));
      return;
    }
    Map<String, Object> last = FleetQuery.time(FleetFields.LAST_SEEN, times.first(), times.last());
    others.add(
        FleetQuery.any(
            List.of(
                last,
                FleetQuery.filter(
                    FleetQuery.term(FleetFields.OPEN, true),
                    FleetQuery.terms(FleetFields.BOOT, directory.boots(last))))));
  }

  @Override
  public Map<String, Object> query() throws QuerySyntaxException {
    List<Map<String, Object>> all = new ArrayList<>(others);
    for (SnapshotField event : events) {
      all.add(
          within.isEmpty()
              ? FleetQuery.exists(field(event))
              : FleetQuery.terms(
                  field(event), within.get().stream().map(FleetSnapshot::id).toList()));
    }
    if (isIn && !events.contains(SnapshotField.NEW)) {
      all.add(in(within.orElseThrow()));
    }
    return FleetQuery.all(List.of(), List.of(), all);
  }

  private static String field(SnapshotField event) {
    return switch (event) {
      case NEW -> FleetFields.CAME;
      case GONE -> FleetFields.WENT;
      default -> FleetFields.CHANGED;
    };
  }

  /** A range for each row of snapshots of one boot. */
  private Map<String, Object> in(List<FleetSnapshot> named) throws QuerySyntaxException {
    List<FleetSnapshot> sorted =
        named.stream()
            .sorted(Comparator.comparing(FleetSnapshot::boot).thenComparing(FleetSnapshot::place))
            .toList();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < sorted.size(); ) {
      int end = i;
      while (end + 1 < sorted.size() && isNext(sorted.get(end), sorted.get(end + 1))) {
        end++;
      }
      rows.add(row(sorted.get(i), sorted.get(end)));
      i = end + 1;
    }
    if (rows.size() > MOST_ROWS) {
      throw new QuerySyntaxException(
          "this names snapshots of %d boots, more than %d: name fewer, or say new:, gone: or first_seen:"
              .formatted(rows.size(), MOST_ROWS),
          position);
    }
    return rows.isEmpty() ? FleetQuery.nothing() : FleetQuery.any(rows);
  }

  private static boolean isNext(FleetSnapshot one, FleetSnapshot other) {
    return one.boot().equals(other.boot()) && one.place() + 1 == other.place();
  }

  private static Map<String, Object> row(FleetSnapshot first, FleetSnapshot last) {
    return FleetQuery.filter(
        FleetQuery.term(FleetFields.BOOT, first.boot()),
        FleetQuery.range(
            FleetFields.SHOWN, first.place(), last.place(), Map.of("relation", "intersects")));
  }
}
