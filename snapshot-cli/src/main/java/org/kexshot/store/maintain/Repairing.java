package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.Annotations;
import org.kexshot.store.manifest.DebugFileHashes;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.manifest.SnapshotName;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.read.StoredDebugFiles;

/**
 * Makes a damaged repository whole again, as far as it can be. Nothing but caches is deleted: what
 * is in the way is moved to {@code unreached}. Each step leaves a repository that is no worse,
 * whatever interrupts it, and doing all of it again goes on from there. The holder of the lock
 * alone may do this.
 */
public final class Repairing {
  private final RepositoryFiles files;
  private final RepositoryLayout layout;
  private final SnapshotList catalogue;
  private final Clock clock;
  private final boolean isDryRun;
  private final List<String> done = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  /** What is done to a file. */
  @FunctionalInterface
  private interface Deed {
    void run() throws IOException;
  }

  /**
   * @param clock says when a snapshot is forgotten
   * @param isDryRun whether nothing is to be changed
   */
  public Repairing(RepositoryFiles files, SnapshotList catalogue, Clock clock, boolean isDryRun) {
    this.files = files;
    this.layout = files.layout();
    this.catalogue = catalogue;
    this.clock = clock;
    this.isDryRun = isDryRun;
  }

  /**
   * Repairs. Cost: reads every page, and packs with damage a few times.
   *
   * @param forgets whether snapshots that cannot be read whole are forgotten
   */
  public Repair repair(boolean forgets, PageProgress progress) throws IOException {
    makeDirectories();
    clearCaches();
    moveIncomplete();
    SnapshotList.Reading manifests = catalogue.read();
    for (Snapshot snapshot : manifests.snapshots()) {
      repairNote(snapshot);
      repairMap(snapshot);
      repairDebugFiles(snapshot.manifest().debugFiles());
    }
    PackRepair packs = new PackRepair(files, catalogue, isDryRun);
    packs.repair(packHashes(manifests.snapshots()), progress);
    done.addAll(packs.done());
    moveUnknown();
    List<Repair.Harmed> harmed = harmed(manifests, packs.scan());
    left.addAll(packs.left());
    left.addAll(ChainCheck.missing(catalogue.readChain()));
    left.addAll(catalogue.readForgotten().problems());
    if (forgets) {
      forget(harmed);
    }
    if (!isDryRun) {
      catalogue.keepOutlines();
    }
    return new Repair(
        isDryRun, done, left, forgets ? List.of() : harmed, forgets ? harmed : List.of());
  }

  private void act(String sentence, Deed deed) throws IOException {
    done.add(sentence);
    if (!isDryRun) {
      deed.run();
    }
  }

  private void makeDirectories() throws IOException {
    for (Path part :
        List.of(
            layout.snapshots(),
            layout.maps(),
            layout.packs(),
            layout.cache(),
            layout.temporary())) {
      if (!files.exists(part)) {
        act(part + ": was missing, and is made again, empty", () -> files.makeDirectory(part));
      }
    }
  }

  private void clearCaches() throws IOException {
    List<Path> caches = new ArrayList<>();
    for (Path directory : layout.caches()) {
      caches.addAll(files.list(directory));
    }
    caches.removeAll(layout.caches());
    if (!caches.isEmpty()) {
      act(
          "%s: %d files are deleted, which are made again when they are needed"
              .formatted(layout.cache(), caches.size()),
          () -> {
            for (Path file : caches) {
              files.delete(file);
            }
          });
    }
  }

  private void moveIncomplete() throws IOException {
    for (Path file : files.list(layout.temporary())) {
      act(
          "%s: was never finished, and is moved to %s".formatted(file, layout.unreached()),
          () -> files.moveAside(file));
    }
  }

  private void repairNote(Snapshot snapshot) throws IOException {
    SnapshotName name = new SnapshotName(snapshot.manifest().sequence(), snapshot.id());
    if (new Annotations(files).isDamaged(name)) {
      Path note = layout.note(name.sequence(), name.id());
      act(
          ("%s: is damaged, and is moved to %s; the tags and the note of snapshot %s are those that it"
                  + " was added with")
              .formatted(note, layout.unreached(), name.shortId()),
          () -> files.moveAside(note));
    }
  }

  private void repairMap(Snapshot snapshot) throws IOException {
    Path map = snapshot.manifest().pageMap(layout);
    String hash = snapshot.manifest().pageMapSha256();
    if (!isMap(map, hash)) {
      Path aside = layout.unreached().resolve(map.getFileName());
      if (isMap(aside, hash)) {
        bringBack(aside, map);
      }
    }
  }

  private boolean isMap(Path file, String hash) throws IOException {
    try (PageMap map = new PageMap(files, file, hash)) {
      return map.packs() != null;
    } catch (NoSuchFileException | RepositoryException unreadable) {
      return false;
    }
  }

  private void repairDebugFiles(DebugFileHashes hashes) throws IOException {
    try {
      new StoredDebugFiles(files).find(hashes);
      return;
    } catch (NoSuchFileException | RepositoryException damaged) {
      for (String hash : hashes.btf().stream().toList()) {
        repairDebugFile(layout.btf(hash), hash);
      }
      for (String hash : hashes.systemMap().stream().toList()) {
        repairDebugFile(layout.systemMap(hash), hash);
      }
    }
  }

  private void repairDebugFile(Path file, String hash) throws IOException {
    if (hasHash(file, hash)) {
      return;
    }
    Path aside = layout.unreached().resolve(file.getFileName());
    if (hasHash(aside, hash)) {
      bringBack(aside, file);
    } else {
      String sentence =
          file + ": is damaged or missing; import a dump of that kernel with this file again";
      if (!left.contains(sentence)) {
        left.add(sentence);
      }
    }
  }

  private boolean hasHash(Path file, String hash) throws IOException {
    try {
      return files.sha256(file).equals(hash);
    } catch (NoSuchFileException | RepositoryException unreadable) {
      return false;
    }
  }

  private void bringBack(Path aside, Path place) throws IOException {
    act(
        "%s: is damaged or missing, and is taken from %s, where it is whole"
            .formatted(place, aside),
        () -> {
          if (files.exists(place)) {
            files.moveAside(place);
          }
          files.move(aside, place);
        });
  }

  /** Of all packs that page maps name. */
  private SortedMap<Integer, byte[]> packHashes(List<Snapshot> snapshots) throws IOException {
    SortedMap<Integer, byte[]> hashes = new TreeMap<>();
    for (Snapshot snapshot : snapshots) {
      try (PageMap map =
          new PageMap(
              files, snapshot.manifest().pageMap(layout), snapshot.manifest().pageMapSha256())) {
        map.packs().forEach(hashes::putIfAbsent);
      } catch (NoSuchFileException | RepositoryException unreadable) {
        continue;
      }
    }
    return hashes;
  }

  /** Only if it is known what is needed. */
  private void moveUnknown() throws IOException {
    Reach reach = Reach.of(files, catalogue);
    if (!reach.isComplete() || !catalogue.readForgotten().problems().isEmpty()) {
      return;
    }
    for (Path directory :
        List.of(layout.notes(), layout.debugFiles(), layout.maps(), layout.packs())) {
      for (Path file : files.list(directory).stream().sorted().toList()) {
        if (!reach.files().contains(file) && !reach.forgotten().contains(file)) {
          act(
              "%s: belongs to no snapshot, and is moved to %s".formatted(file, layout.unreached()),
              () -> files.moveAside(file));
        }
      }
    }
  }

  private static List<Repair.Harmed> harmed(SnapshotList.Reading manifests, DamageScan scan)
      throws IOException {
    List<Repair.Harmed> harmed = new ArrayList<>();
    for (SnapshotName damaged : manifests.damagedNames()) {
      harmed.add(new Repair.Harmed(damaged, "", "its manifest is damaged"));
    }
    for (Snapshot snapshot : manifests.snapshots()) {
      String why = scan.harm(snapshot);
      if (!why.isEmpty()) {
        SnapshotName name = new SnapshotName(snapshot.manifest().sequence(), snapshot.id());
        harmed.add(new Repair.Harmed(name, snapshot.manifest().label(), why));
      }
    }
    return harmed;
  }

  private void forget(List<Repair.Harmed> harmed) throws IOException {
    if (!harmed.isEmpty() && !isDryRun) {
      Forgetting forgetting = new Forgetting(files, catalogue, clock);
      forgetting.forget(forgetting.named(harmed.stream().map(one -> one.name().id()).toList()));
    }
  }
}
