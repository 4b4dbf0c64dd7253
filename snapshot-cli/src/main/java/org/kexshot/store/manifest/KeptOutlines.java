package org.kexshot.store.manifest;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;

/**
 * The outlines that are kept in {@code cache/snapshots}, so that a list need not read each
 * manifest. An outline is made of a manifest whose SHA-256 was its id, and the id is in the name of
 * the manifest's file: an outline under that name says what that file says if it is sound, however
 * old the list. Whether it is sound, only reading it tells.
 */
final class KeptOutlines {
  private final RepositoryFiles files;

  KeptOutlines(RepositoryFiles files) {
    this.files = files;
  }

  /** Those that are kept, by id; none if the list is missing or damaged. */
  Map<String, Outline> read() throws IOException {
    List<Outline> outlines;
    try {
      outlines = OutlineFormat.read(files.read(files.layout().outlines())).orElse(List.of());
    } catch (NoSuchFileException | RepositoryException none) {
      return new HashMap<>();
    }
    Map<String, Outline> byId = new HashMap<>(2 * outlines.size());
    for (Outline outline : outlines) {
      byId.put(outline.name().id(), outline);
    }
    return byId;
  }

  /**
   * A sentence for each snapshot of which the list says something else than its manifest.
   *
   * @param snapshots as their manifests have them
   */
  List<String> problems(List<Snapshot> snapshots) throws IOException {
    Map<String, Outline> kept = read();
    List<String> problems = new ArrayList<>();
    for (Snapshot snapshot : snapshots) {
      Outline outline = kept.get(snapshot.id());
      if (outline != null && !outline.equals(Outline.of(snapshot))) {
        problems.add(
            "%s: says something else of snapshot %s than its manifest; delete this file, it is made again"
                .formatted(files.layout().outlines(), snapshot.shortId()));
      }
    }
    return problems;
  }

  /** Writes the list, or leaves what was there: who may only read the repository reads it, too. */
  void keep(Collection<Outline> outlines) {
    try {
      files.makeDirectory(files.layout().cache());
      try (NewFile file = files.create("snapshots")) {
        file.write(OutlineFormat.bytes(outlines));
        file.commit(files.layout().outlines());
      }
    } catch (IOException notKept) {
      return;
    }
  }
}
