package org.kexshot.store;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Snapshot;

/**
 * Copies snapshots from one repository to another, in which they get ids of their own. That a copy
 * is exact, the digest of its image proves.
 *
 * @param from holds the snapshots
 * @param to gets them
 */
public record SnapshotCopy(Repository from, Repository to) {
  /**
   * A snapshot in both repositories.
   *
   * @param isNew whether it was copied now; else it was there
   */
  public record Copied(Snapshot original, Snapshot copy, boolean isNew) {}

  /**
   * Copies those that are not there yet. An error ends it; what was copied before stays.
   *
   * @param snapshots in the order in which they are added
   * @param patience how long to wait for another writer
   * @param told is told what a killed writer left in the other repository
   * @throws RepositoryException if a snapshot is damaged
   */
  public List<Copied> copy(
      List<Snapshot> snapshots, Duration patience, Consumer<String> told, PageProgress progress)
      throws IOException {
    List<Copied> copied = new ArrayList<>();
    try (Addition addition = to.beginAddition(patience, told)) {
      for (Snapshot snapshot : snapshots) {
        copied.add(copy(snapshot, addition, progress));
      }
    }
    return copied;
  }

  private Copied copy(Snapshot original, Addition addition, PageProgress progress)
      throws IOException {
    String digest = from.imageDigest(original);
    for (Snapshot there : to.snapshots()) {
      if (isSame(original, there) && to.imageDigest(there).equals(digest)) {
        return new Copied(original, there, false);
      }
    }
    Snapshot copy;
    try (Dump dump = from.openDump(original)) {
      copy =
          addition.add(
              dump, from.debugFiles(original), original.manifest().description(), progress);
    }
    String found = to.imageDigest(copy);
    if (!found.equals(digest)) {
      throw new RepositoryException(
          RepositoryException.Reason.CORRUPT,
          "snapshot %s: the SHA-256 of its image is %s, that of its copy %s in %s is %s"
              .formatted(original.shortId(), digest, copy.shortId(), to.directory(), found));
    }
    return new Copied(original, copy, true);
  }

  private static boolean isSame(Snapshot original, Snapshot there) {
    Optional<?> taken = original.manifest().takenAt();
    return original.manifest().label().equals(there.manifest().label())
        && taken.equals(there.manifest().takenAt());
  }
}
