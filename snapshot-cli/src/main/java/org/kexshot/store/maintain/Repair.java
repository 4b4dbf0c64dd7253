package org.kexshot.store.maintain;

import java.util.List;
import org.kexshot.store.manifest.SnapshotName;

/**
 * What a repair did, or would do.
 *
 * @param isDryRun whether nothing was changed
 * @param done a sentence for each thing
 * @param left a sentence for each damage that stays
 * @param harmed snapshots that cannot be read whole, and were not forgotten
 * @param forgotten those that could not, and were
 */
public record Repair(
    boolean isDryRun,
    List<String> done,
    List<String> left,
    List<Harmed> harmed,
    List<Harmed> forgotten) {
  public Repair {
    done = List.copyOf(done);
    left = List.copyOf(left);
    harmed = List.copyOf(harmed);
    forgotten = List.copyOf(forgotten);
  }

  /**
   * A snapshot that cannot be read whole.
   *
   * @param label of its manifest, or empty if that cannot be read
   * @param why a sentence
   */
  public record Harmed(SnapshotName name, String label, String why) {}

  /** Whether the repository is whole. */
  public boolean isWhole() {
    return left.isEmpty() && harmed.isEmpty();
  }
}
