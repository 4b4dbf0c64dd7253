package org.kexshot.store.maintain;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kexshot.store.fact.FactFiles;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.manifest.SnapshotName;

/**
 * Forgets snapshots: the manifest of each gets the name of a tombstone, in one step that is on the
 * disk when it returns. Its bytes stay, so that the manifest after it still has one before it, and
 * so that no number is used again. The holder of the lock alone may do this.
 */
public final class Forgetting {
  private final RepositoryFiles files;
  private final SnapshotList catalogue;
  private final Clock clock;

  public Forgetting(RepositoryFiles files, SnapshotList catalogue, Clock clock) {
    this.files = files;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /**
   * What is to be forgotten and what is to stay.
   *
   * @param forgotten oldest first; a manifest that cannot be read is no obstacle
   * @param snapshots of them, those whose manifests can be read
   * @param kept how many others there are
   */
  public record Choice(List<SnapshotName> forgotten, List<Snapshot> snapshots, int kept) {
    public Choice {
      forgotten = List.copyOf(forgotten);
      snapshots = List.copyOf(snapshots);
    }

    /** What is known of one of them, if it can be read. */
    public Optional<Snapshot> snapshot(SnapshotName name) {
      return snapshots.stream().filter(one -> one.id().equals(name.id())).findFirst();
    }
  }

  /**
   * Those of some references.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#NO_SUCH_SNAPSHOT} if one
   *     means none; then none is chosen
   */
  public Choice named(List<String> references) throws IOException {
    Set<SnapshotName> names = new LinkedHashSet<>();
    for (String reference : references) {
      names.add(catalogue.name(reference));
    }
    return choice(names);
  }

  /**
   * Those that no rule keeps.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#CORRUPT} if a manifest
   *     cannot be read, for it is unknown what the rules say of it
   */
  public Choice notKept(Retention rules) throws IOException {
    SnapshotList.Reading read = catalogue.read();
    if (!read.problems().isEmpty()) {
      throw new RepositoryException(
          RepositoryException.Reason.CORRUPT,
          "%s; nothing was forgotten, for it is unknown whether this one is to be kept: forget it by"
                  .formatted(read.problems().get(0))
              + " its id, or restore it");
    }
    if (!rules.tags().isEmpty() && !read.unreadNotes().isEmpty()) {
      throw new RepositoryException(
          RepositoryException.Reason.CORRUPT,
          read.unreadNotes().get(0) + "; nothing was forgotten, for it is unknown what is tagged");
    }
    Set<String> kept = rules.kept(read.snapshots());
    Set<SnapshotName> names = new LinkedHashSet<>();
    for (Snapshot snapshot : read.snapshots()) {
      if (!kept.contains(snapshot.id())) {
        names.add(new SnapshotName(snapshot.manifest().sequence(), snapshot.id()));
      }
    }
    return choice(names);
  }

  private Choice choice(Set<SnapshotName> names) throws IOException {
    List<SnapshotName> chosen = new ArrayList<>();
    List<SnapshotName> all = catalogue.names();
    for (SnapshotName name : all) {
      if (names.contains(name)) {
        chosen.add(name);
      }
    }
    List<Snapshot> readable =
        catalogue.read().snapshots().stream()
            .filter(one -> chosen.stream().anyMatch(name -> name.id().equals(one.id())))
            .toList();
    return new Choice(chosen, readable, all.size() - chosen.size());
  }

  /**
   * Forgets them, the oldest first, with what was derived from them. An error ends it; what was
   * forgotten before stays so.
   */
  public void forget(Choice choice) throws IOException {
    RepositoryLayout layout = files.layout();
    Instant now = clock.instant();
    for (SnapshotName name : choice.forgotten()) {
      files.move(
          layout.manifest(name.sequence(), name.id()),
          layout.tombstone(name.sequence(), name.id(), now));
      FactFiles.forget(files, name.id());
    }
  }
}
