package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;

/**
 * Checks the chain of manifests, each of which names the one before it by its id, and looks for
 * files that belong to no snapshot.
 *
 * @param problems a sentence for each place at which a manifest is missing
 * @param notes a sentence for each number that is missing, and for files that are left over
 */
public record ChainCheck(List<String> problems, List<String> notes) {
  public ChainCheck {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** Cost: reads every manifest, and of every page map the list of its packs. */
  public static ChainCheck of(RepositoryFiles files, SnapshotList catalogue) throws IOException {
    SnapshotList.Reading read = catalogue.readChain();
    List<String> problems = new ArrayList<>(read.problems());
    problems.addAll(read.unreadNotes());
    List<String> notes = new ArrayList<>();
    check(read, Integer.MAX_VALUE, problems, notes);
    Reach reach = Reach.of(files, catalogue);
    if (reach.isComplete()) {
      note(files, reach, notes);
    }
    return new ChainCheck(problems, notes);
  }

  /** A sentence for each place at which a manifest is missing. */
  static List<String> missing(SnapshotList.Reading chain) {
    List<String> problems = new ArrayList<>();
    check(chain, Integer.MAX_VALUE, problems, new ArrayList<>());
    return problems;
  }

  /** The same of a snapshot and those before it, without a look at other files. */
  public static ChainCheck upTo(SnapshotList catalogue, Snapshot last) throws IOException {
    SnapshotList.Reading read = catalogue.readChain();
    List<String> problems = new ArrayList<>(read.problems());
    problems.addAll(read.unreadNotes());
    List<String> notes = new ArrayList<>();
    check(read, last.manifest().sequence(), problems, notes);
    return new ChainCheck(problems, notes);
  }

  private static void check(
      SnapshotList.Reading read, int lastSequence, List<String> problems, List<String> notes) {
    Snapshot before = null;
    for (Snapshot snapshot : read.snapshots()) {
      if (snapshot.manifest().sequence() <= lastSequence) {
        check(snapshot, Optional.ofNullable(before), read, problems, notes);
      }
      before = snapshot;
    }
  }

  private static void check(
      Snapshot snapshot,
      Optional<Snapshot> before,
      SnapshotList.Reading read,
      List<String> problems,
      List<String> notes) {
    Optional<String> expected = snapshot.manifest().previous();
    Optional<String> found = before.map(Snapshot::id);
    if (!expected.equals(found) && !expected.map(read::isDamaged).orElse(false)) {
      problems.add(
          "snapshot %s: says that %s came before it, found %s: a manifest is missing"
              .formatted(snapshot.shortId(), expected.orElse("none"), found.orElse("none")));
    }
    int number = before.map(one -> one.manifest().sequence()).orElse(0) + 1;
    if (expected.equals(found) && snapshot.manifest().sequence() > number) {
      notes.add(
          "no snapshot has number %s: an addition was killed, and its files were moved aside"
              .formatted(
                  number == snapshot.manifest().sequence() - 1
                      ? number
                      : number + " to " + (snapshot.manifest().sequence() - 1)));
    }
  }

  private static void note(RepositoryFiles files, Reach reach, List<String> notes)
      throws IOException {
    List<Path> complete = new ArrayList<>();
    complete.addAll(files.list(files.layout().packs()));
    complete.addAll(files.list(files.layout().maps()));
    complete.addAll(files.list(files.layout().debugFiles()));
    complete.removeAll(reach.files());
    int all = complete.size();
    complete.removeAll(reach.forgotten());
    if (complete.size() < all) {
      notes.add(
          "%s: %d files came with snapshots that were forgotten; `kexshot prune` deletes them"
              .formatted(files.layout().root(), all - complete.size()));
    }
    complete.sort(null);
    for (Path file : complete) {
      notes.add(
          "%s: belongs to no snapshot: an addition was killed, or a manifest is lost"
              .formatted(file));
    }
    int incomplete = files.list(files.layout().temporary()).size();
    if (incomplete > 0) {
      notes.add(
          "%s: %d files that are being written, or that an addition left which was killed"
              .formatted(files.layout().temporary(), incomplete));
    }
    int aside = files.list(files.layout().unreached()).size();
    if (aside > 0) {
      notes.add(
          "%s: %d files that belong to no snapshot; delete them if no manifest is lost"
              .formatted(files.layout().unreached(), aside));
    }
  }
}
