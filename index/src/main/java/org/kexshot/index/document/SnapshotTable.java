package org.kexshot.index.document;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.IndexReader;

/**
 * The snapshots that the index holds.
 *
 * @param snapshots by position, ascending
 */
public record SnapshotTable(List<IndexedSnapshot> snapshots) {
  public SnapshotTable {
    snapshots = snapshots.stream().sorted(Comparator.comparing(IndexedSnapshot::position)).toList();
  }

  /** Reads it. Cost: some bytes a snapshot. */
  public static SnapshotTable read(IndexReader reader) throws IOException {
    return new SnapshotTable(IndexedSnapshot.all(reader));
  }

  /** Their full ids. */
  public Set<String> ids() {
    Set<String> ids = new HashSet<>();
    snapshots.forEach(snapshot -> ids.add(snapshot.id()));
    return ids;
  }

  /** The one of an id. */
  public Optional<IndexedSnapshot> of(String id) {
    return snapshots.stream().filter(snapshot -> snapshot.id().equals(id)).findFirst();
  }

  /** Positions of a boot's snapshots. */
  public NavigableSet<Long> positions(int boot) {
    NavigableSet<Long> positions = new TreeSet<>();
    snapshots.stream()
        .map(IndexedSnapshot::position)
        .filter(position -> Position.boot(position) == boot)
        .forEach(positions::add);
    return positions;
  }

  /**
   * Where a snapshot to be added will stand: after the others of its boot, or first of a new one.
   *
   * @param reader that the table was read from
   */
  long next(BootMark mark, IndexReader reader) throws IOException {
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      IndexedSnapshot earlier = snapshots.get(i);
      if (isLastOfBoot(i) && earlier.mark(reader).agrees(mark)) {
        return earlier.position() + 1;
      }
    }
    int boots = snapshots.stream().mapToInt(each -> Position.boot(each.position())).max().orElse(0);
    return Position.of(boots + 1, 1);
  }

  private boolean isLastOfBoot(int index) {
    return index == snapshots.size() - 1
        || Position.boot(snapshots.get(index + 1).position())
            != Position.boot(snapshots.get(index).position());
  }

  /** The snapshot of the same boot before a position. */
  public Optional<IndexedSnapshot> before(long position) {
    return snapshots.stream()
        .filter(each -> Position.boot(each.position()) == Position.boot(position))
        .filter(each -> each.position() < position)
        .reduce((one, later) -> later);
  }

  /** Those that show an object, in order. */
  public List<IndexedSnapshot> showing(Sightings sightings) {
    return snapshots.stream().filter(each -> sightings.contain(each.position())).toList();
  }

  /** The first of a boot from a position on. */
  public Optional<IndexedSnapshot> from(long position) {
    return snapshots.stream()
        .filter(each -> Position.boot(each.position()) == Position.boot(position))
        .filter(each -> each.position() >= position)
        .findFirst();
  }
}
