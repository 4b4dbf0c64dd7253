package org.kexshot.store;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.maintain.Forgetting;
import org.kexshot.store.maintain.PrunePlan;
import org.kexshot.store.maintain.PrunePlanner;
import org.kexshot.store.maintain.Pruning;
import org.kexshot.store.maintain.Repair;
import org.kexshot.store.maintain.Repairing;
import org.kexshot.store.manifest.Annotation;
import org.kexshot.store.manifest.Annotations;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.manifest.SnapshotName;

/** The right to take away from a repository and to describe what is in it. */
public final class Maintenance implements Closeable {
  private final RepositoryFiles files;
  private final SnapshotList catalogue;
  private final RepositoryLock lock;
  private final Clock clock;

  private Maintenance(
      RepositoryFiles files, SnapshotList catalogue, RepositoryLock lock, Clock clock) {
    this.files = files;
    this.catalogue = catalogue;
    this.lock = lock;
    this.clock = clock;
  }

  /**
   * Takes the lock.
   *
   * @param clock says when a snapshot is forgotten
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another process
   *     writes still when {@code patience} has ended
   */
  static Maintenance begin(
      RepositoryFiles files, SnapshotList catalogue, Duration patience, Clock clock)
      throws IOException {
    return new Maintenance(files, catalogue, files.lock(patience), clock);
  }

  /** By which snapshots are forgotten; nothing is until then. */
  public Forgetting forgetting() {
    lock.check();
    return new Forgetting(files, catalogue, clock);
  }

  /**
   * Says something else of a snapshot.
   *
   * @param change what is to be said, by what is said now
   * @return the snapshot as it is described from now on
   */
  public Snapshot describe(String reference, UnaryOperator<Annotation> change) throws IOException {
    lock.check();
    Snapshot found = catalogue.find(reference);
    SnapshotName name = new SnapshotName(found.manifest().sequence(), found.id());
    new Annotations(files).write(name, change.apply(Annotation.of(found)));
    return catalogue.find(found.id());
  }

  /**
   * Finds what pruning may take, and changes nothing.
   *
   * @param maxUnused of a hundred bytes of a pack, how many unneeded ones are left where they are
   * @param despiteLoss go on although manifests are missing, and give up what came with them
   * @throws RepositoryException if it is not known what is needed
   */
  public PrunePlan planPruning(int maxUnused, boolean despiteLoss) throws IOException {
    lock.check();
    return new PrunePlanner(files, catalogue).plan(maxUnused, despiteLoss);
  }

  /** Carries out a plan, before anything else is done. */
  public Pruning.Result prune(PrunePlan plan, PageProgress progress) throws IOException {
    lock.check();
    return new Pruning(files).prune(plan, progress);
  }

  /**
   * Makes the repository whole again, as far as it can be: {@link Repairing}.
   *
   * @param forgets whether snapshots that cannot be read whole are forgotten
   * @param isDryRun whether nothing is to be changed
   */
  public Repair repair(boolean forgets, boolean isDryRun, PageProgress progress)
      throws IOException {
    lock.check();
    return new Repairing(files, catalogue, clock, isDryRun).repair(forgets, progress);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
