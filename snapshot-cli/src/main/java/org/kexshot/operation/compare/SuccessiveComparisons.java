package org.kexshot.operation.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kexshot.format.write.PageProgress;
import org.kexshot.operation.Image;
import org.kexshot.operation.fact.SnapshotFacts;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Snapshot;

/**
 * Compares each snapshot with the one before it, so that what changed is known before anyone asks.
 * The one before is the latest earlier one of the same kernel at the same addresses.
 */
public final class SuccessiveComparisons {
  private final Repository repository;
  private final Consumer<String> told;

  /**
   * @param told is told which two could not be compared, and why
   */
  public SuccessiveComparisons(Repository repository, Consumer<String> told) {
    this.repository = repository;
    this.told = told;
  }

  private record Pair(Snapshot before, Snapshot after) {}

  /**
   * Compares and keeps what it finds, unless the later one was compared with any before. Cost: that
   * of a comparison each.
   *
   * @param progress is told of pairs
   * @return how many were compared
   */
  public int make(PageProgress progress) throws IOException {
    List<Pair> missing = missing();
    for (int done = 0; done < missing.size(); done++) {
      progress.pages(done, missing.size());
      compare(missing.get(done));
    }
    return missing.size();
  }

  private List<Pair> missing() throws IOException {
    List<Snapshot> snapshots = new ArrayList<>(repository.snapshots());
    snapshots.sort(Comparator.comparing(snapshot -> snapshot.manifest().time()));
    Set<String> compared = new HashSet<>();
    SnapshotFacts.compared(repository, snapshots, (before, after) -> true)
        .forEach(pair -> compared.add(pair.after().snapshot().id()));
    Map<String, Snapshot> latest = new HashMap<>();
    List<Pair> missing = new ArrayList<>();
    for (Snapshot snapshot : snapshots) {
      Optional<String> kernel = snapshot.manifest().vmcoreinfo();
      Snapshot before = kernel.map(same -> latest.put(same, snapshot)).orElse(null);
      if (before != null && !compared.contains(snapshot.id())) {
        missing.add(new Pair(before, snapshot));
      }
    }
    return missing;
  }

  /** Two of which one is damaged keep no others from being compared. */
  private void compare(Pair pair) throws IOException {
    try (Image before = Image.of(pair.before(), repository);
        Image after = Image.of(pair.after(), repository)) {
      before.differenceTo(after);
    } catch (RepositoryException damaged) {
      told.accept(
          "%s and %s cannot be compared: %s"
              .formatted(pair.before().shortId(), pair.after().shortId(), damaged.getMessage()));
    }
  }
}
