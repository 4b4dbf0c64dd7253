package org.kexshot.index;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object that a query found, with all snapshots of its boot that show it.
 *
 * @param key by which the index knows it
 * @param kind {@code snapshot}, or the name of a kind of kernel object
 * @param title one line for a person
 * @param machine the name of the machine, where several are searched together
 * @param snapshots that show it, in the order of adding; a snapshot shows itself
 * @param latest whether the last snapshot of its boot shows it
 * @param fields its values by field, as of the last snapshot that shows it; some have several
 * @param changes of its values from snapshot to snapshot, in their order
 * @param command that lists objects of its kind
 */
public record SearchHit(
    String key,
    String kind,
    String title,
    Optional<String> machine,
    List<InSnapshot> snapshots,
    boolean latest,
    Map<String, List<String>> fields,
    List<Change> changes,
    String command) {
  /**
   * A snapshot.
   *
   * @param id full
   * @param place among all that the index holds of its boot, from 0 on: those in a row are in order
   */
  public record InSnapshot(String id, String label, Instant time, int place) {}

  /**
   * A change of one field.
   *
   * @param since the first snapshot that shows it
   * @param before values in the snapshot before
   */
  public record Change(InSnapshot since, String field, List<String> before, List<String> after) {
    public Change {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  public SearchHit {
    snapshots = List.copyOf(snapshots);
    changes = List.copyOf(changes);
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
