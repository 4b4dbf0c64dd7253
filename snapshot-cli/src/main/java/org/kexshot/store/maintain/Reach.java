package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.DebugFileHashes;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.map.PageMap;

/**
 * Which files of a repository its snapshots need: their page maps, the packs that those refer to,
 * and the files about their kernels. Whatever else there is, is not needed only if every manifest
 * and page map could be read.
 *
 * @param files that are needed, as far as that is known
 * @param isComplete whether no other file is needed
 */
public record Reach(Set<Path> files, boolean isComplete) {
  public Reach {
    files = Set.copyOf(files);
  }

  /** Cost: reads every manifest, and of every page map the list of its packs. */
  public static Reach of(RepositoryFiles files, SnapshotList catalogue) throws IOException {
    RepositoryLayout layout = files.layout();
    Set<Path> needed = new HashSet<>();
    SnapshotList.Reading manifests = catalogue.read();
    boolean complete = manifests.problems().isEmpty();
    for (Snapshot snapshot : manifests.snapshots()) {
      Path map = snapshot.manifest().pageMap(layout);
      needed.add(map);
      DebugFileHashes debug = snapshot.manifest().debugFiles();
      debug.btf().map(layout::btf).ifPresent(needed::add);
      debug.systemMap().map(layout::systemMap).ifPresent(needed::add);
      try (PageMap read = new PageMap(files, map, snapshot.manifest().pageMapSha256())) {
        read.packs().keySet().forEach(number -> needed.add(layout.pack(number)));
      } catch (RepositoryException damaged) {
        complete = false;
      }
    }
    return new Reach(needed, complete);
  }
}
