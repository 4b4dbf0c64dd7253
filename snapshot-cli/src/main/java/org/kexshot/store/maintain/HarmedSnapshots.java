package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.DebugFileHashes;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.map.PageMap;

/** Which snapshots need a file that is damaged, as far as their page maps can be read. */
public final class HarmedSnapshots {
  private final Map<String, List<String>> snapshotsByFile =
      new TreeMap<>(Comparator.comparing(String::length).reversed().thenComparing(name -> name));

  private HarmedSnapshots() {}

  /**
   * Adds to each sentence about a file the snapshots that need the file.
   *
   * <p>Cost: nothing if there is no damage; else reads every page map.
   *
   * @param problems sentences that begin with a file's name, or not
   */
  public static List<String> named(
      RepositoryFiles files, List<Snapshot> snapshots, List<String> problems) throws IOException {
    if (problems.isEmpty()) {
      return problems;
    }
    HarmedSnapshots harmed = new HarmedSnapshots();
    for (Snapshot snapshot : snapshots) {
      harmed.add(files, snapshot);
    }
    return problems.stream().map(harmed::named).toList();
  }

  private void add(RepositoryFiles files, Snapshot snapshot) throws IOException {
    RepositoryLayout layout = files.layout();
    Path map = snapshot.manifest().pageMap(layout);
    add(map, snapshot);
    DebugFileHashes debug = snapshot.manifest().debugFiles();
    debug.btf().map(layout::btf).ifPresent(file -> add(file, snapshot));
    debug.systemMap().map(layout::systemMap).ifPresent(file -> add(file, snapshot));
    try (PageMap read = new PageMap(files, map, snapshot.manifest().pageMapSha256())) {
      for (int pack : read.packs().keySet()) {
        add(layout.pack(pack), snapshot);
      }
    } catch (RepositoryException damaged) {
      return;
    }
  }

  private void add(Path file, Snapshot snapshot) {
    snapshotsByFile
        .computeIfAbsent(file.toString(), none -> new ArrayList<>())
        .add(snapshot.shortId());
  }

  private String named(String problem) {
    for (Map.Entry<String, List<String>> file : snapshotsByFile.entrySet()) {
      if (problem.startsWith(file.getKey())) {
        return "%s; it harms snapshot%s %s"
            .formatted(
                problem,
                file.getValue().size() == 1 ? "" : "s",
                String.join(", ", file.getValue()));
      }
    }
    return problem;
  }
}
