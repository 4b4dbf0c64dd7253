package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.map.PageMap;

/**
 * Which files of a repository its snapshots need: their page maps, the packs that those refer to,
 * and the files about their kernels; with them the mark of the numbers that packs had. Whatever
 * else there is, is not needed only if every manifest and page map could be read.
 *
 * @param files that are needed, as far as that is known
 * @param forgotten that came with forgotten snapshots and are needed by none, be they there or not
 * @param unreadable why not all that is needed is known; empty if it is
 */
public record Reach(Set<Path> files, Set<Path> forgotten, List<String> unreadable) {
  public Reach {
    files = Set.copyOf(files);
    forgotten = Set.copyOf(forgotten);
    unreadable = List.copyOf(unreadable);
  }

  /** Whether no other file is needed. */
  public boolean isComplete() {
    return unreadable.isEmpty();
  }

  /** Cost: reads every manifest, and of every page map the list of its packs. */
  public static Reach of(RepositoryFiles files, SnapshotList catalogue) throws IOException {
    RepositoryLayout layout = files.layout();
    Set<Path> needed = new HashSet<>();
    SnapshotList.Reading manifests = catalogue.read();
    List<String> unreadable = new ArrayList<>(manifests.problems());
    for (Snapshot snapshot : manifests.snapshots()) {
      Path map = snapshot.manifest().pageMap(layout);
      needed.add(map);
      needed.add(layout.note(snapshot.manifest().sequence(), snapshot.id()));
      needed.addAll(snapshot.manifest().debugFiles().files(layout));
      try (PageMap read = new PageMap(files, map, snapshot.manifest().pageMapSha256())) {
        read.packs().keySet().forEach(number -> needed.add(layout.pack(number)));
      } catch (RepositoryException damaged) {
        unreadable.add(damaged.getMessage());
      }
    }
    files.list(layout.packs()).stream().filter(RepositoryLayout::isUsedMark).forEach(needed::add);
    Set<Path> forgotten = new HashSet<>();
    for (Snapshot snapshot : catalogue.readForgotten().snapshots()) {
      forgotten.add(snapshot.manifest().pageMap(layout));
      forgotten.add(layout.note(snapshot.manifest().sequence(), snapshot.id()));
      forgotten.addAll(snapshot.manifest().debugFiles().files(layout));
      snapshot.manifest().storage().packs().stream()
          .map(pack -> layout.pack(pack.number()))
          .forEach(forgotten::add);
    }
    forgotten.removeAll(needed);
    return new Reach(needed, forgotten, unreadable);
  }
}
