package org.kexshot.operation.fact;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.FieldChange;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.FindingSentence;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.index.schema.ComparisonMetadata;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;

/** Comparisons of a repository's snapshots that were made and kept, for the index. */
public final class IndexedComparisons {
  private IndexedComparisons() {}

  /**
   * Those that the index lacks. Cost: reads what is kept of each, no image.
   *
   * @param snapshots of the repository
   * @param held those that the index has
   */
  public static List<ComparisonMetadata> missing(
      Repository repository, List<Snapshot> snapshots, Set<ComparisonMetadata.Pair> held)
      throws IOException {
    List<ComparisonMetadata> missing = new ArrayList<>();
    for (SnapshotFacts.Compared compared :
        SnapshotFacts.compared(
            repository,
            snapshots,
            (before, after) -> !held.contains(new ComparisonMetadata.Pair(before, after)))) {
      compared
          .difference()
          .ifPresent(
              difference ->
                  missing.add(
                      of(compared.before().snapshot(), compared.after().snapshot(), difference)));
    }
    return missing;
  }

  /** What the index is to know of how a snapshot differs from one before. */
  static ComparisonMetadata of(Snapshot before, Snapshot after, ImageDifference difference) {
    return new ComparisonMetadata(
        new ComparisonMetadata.Pair(before.id(), after.id()),
        before.manifest().label(),
        Findings.of(difference, NoiseModel.NONE).effects().stream()
            .map(IndexedComparisons::change)
            .toList());
  }

  private static ComparisonMetadata.Change change(Finding finding) {
    return new ComparisonMetadata.Change(
        finding.change().verb(),
        finding.kind().name(),
        FindingSentence.of(finding),
        finding.fields().stream().map(FieldChange::field).toList(),
        parts(finding));
  }

  private static List<String> parts(Finding whole) {
    List<String> parts = new ArrayList<>();
    for (Finding part : whole.parts()) {
      if (part.isTelling() || whole.isGroup()) {
        parts.add(part.title());
      }
      parts.addAll(parts(part));
    }
    return parts;
  }
}
