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
    ofBoot(boot).forEach(each -> positions.add(each.position()));
    return positions;
  }

  /** A boot's snapshots, in order. Cost: O(log n). */
  private List<IndexedSnapshot> ofBoot(int boot) {
    return snapshots.subList(firstFrom(Position.of(boot, 0)), firstFrom(Position.of(boot + 1, 0)));
  }

  /** How many snapshots of its boot come before a position. Cost: O(log n). */
  public int countBefore(long position) {
    return firstFrom(position) - firstFrom(Position.of(Position.boot(position), 0));
  }

  /** Whether a snapshot is the last of its boot. */
  public boolean isLast(long position) {
    return from(position + 1).isEmpty();
  }

  /** Index of the first snapshot from a position on. */
  private int firstFrom(long position) {
    int low = 0;
    int high = snapshots.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (snapshots.get(middle).position() < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
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
    int index = firstFrom(position) - 1;
    return index >= 0 ? ofSameBoot(index, position) : Optional.empty();
  }

  /** Those that show an object, in order. Cost: by the snapshots of its boot. */
  public List<IndexedSnapshot> showing(Sightings sightings) {
    return sightings.isEmpty()
        ? List.of()
        : ofBoot(Position.boot(sightings.first())).stream()
            .filter(each -> sightings.contain(each.position()))
            .toList();
  }

  /** The first of a boot from a position on. */
  public Optional<IndexedSnapshot> from(long position) {
    int index = firstFrom(position);
    return index < snapshots.size() ? ofSameBoot(index, position) : Optional.empty();
  }

  private Optional<IndexedSnapshot> ofSameBoot(int index, long position) {
    return Optional.of(snapshots.get(index))
        .filter(each -> Position.boot(each.position()) == Position.boot(position));
  }
}
