package org.kexshot.store.write;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.StoredFile;
import org.kexshot.store.maintain.Reach;
import org.kexshot.store.manifest.Outline;
import org.kexshot.store.manifest.SnapshotList;

/**
 * What an addition left that was killed. Files in {@code temporary} are incomplete and are deleted.
 * Packs, page maps and files about kernels are complete: those that no snapshot needs are moved to
 * {@code unreached}, and never deleted, for only what is readable now says what is needed. Where a
 * manifest or page map cannot be read, none is moved. What came with forgotten snapshots is left to
 * be pruned. The writer alone may do this.
 */
final class Remains {
  private final RepositoryFiles files;
  private final SnapshotList catalogue;

  Remains(RepositoryFiles files, SnapshotList catalogue) {
    this.files = files;
    this.catalogue = catalogue;
  }

  /**
   * Clears them away. Cost: lists directories, and reads the outlines of snapshots; all manifests
   * and page maps only if a file is named by none.
   *
   * @param told is told of it
   */
  void clear(Consumer<String> told) throws IOException {
    deleteIncomplete(told);
    List<Path> candidates = candidates();
    if (candidates.isEmpty()) {
      return;
    }
    Reach reach = Reach.of(files, catalogue);
    List<Path> unreached =
        candidates.stream()
            .filter(file -> !reach.files().contains(file) && !reach.forgotten().contains(file))
            .toList();
    if (unreached.isEmpty()) {
      return;
    }
    if (!reach.isComplete() || !catalogue.readForgotten().problems().isEmpty()) {
      told.accept(
          "%s: %d files may belong to no snapshot; they stay, for a manifest or page map is damaged"
              .formatted(files.layout().root(), unreached.size()));
      return;
    }
    long bytes = 0;
    for (Path file : unreached) {
      bytes += size(file);
      files.moveAside(file);
    }
    told.accept(
        "%s: moved %d files (%d KiB), which belong to no snapshot, to %s"
            .formatted(
                files.layout().root(),
                unreached.size(),
                bytes + 1023 >> 10,
                files.layout().unreached()));
  }

  private void deleteIncomplete(Consumer<String> told) throws IOException {
    int count = 0;
    long bytes = 0;
    for (Path file : files.list(files.layout().temporary())) {
      bytes += size(file);
      files.delete(file);
      count++;
    }
    if (count > 0) {
      told.accept(
          "%s: removed %d files (%d KiB), which an addition that was killed had left"
              .formatted(files.layout().root(), count, bytes + 1023 >> 10));
    }
  }

  /** For the report alone; 0 of what is no file, or gone. */
  private long size(Path file) throws IOException {
    try (StoredFile opened = files.open(file)) {
      return opened.size();
    } catch (NoSuchFileException | RepositoryException noFile) {
      return 0;
    }
  }

  /** What an addition writes before its manifest, behind the last manifests that there are. */
  private List<Path> candidates() throws IOException {
    int lastSequence = catalogue.lastSequence();
    int lastPack = StoredNumbers.lastNamedPack(catalogue);
    List<Path> candidates = new ArrayList<>();
    for (Path pack : files.list(files.layout().packs())) {
      if (RepositoryLayout.leadingNumber(pack) > lastPack && !RepositoryLayout.isUsedMark(pack)) {
        candidates.add(pack);
      }
    }
    for (Path map : files.list(files.layout().maps())) {
      if (RepositoryLayout.leadingNumber(map) > lastSequence) {
        candidates.add(map);
      }
    }
    candidates.addAll(unnamedDebugFiles());
    return candidates;
  }

  /** Files about kernels that no manifest names, living or forgotten. */
  private Set<Path> unnamedDebugFiles() throws IOException {
    Set<Path> unnamed = new HashSet<>(files.list(files.layout().debugFiles()));
    if (!unnamed.isEmpty()) {
      for (Outline outline : catalogue.everOutlined()) {
        unnamed.removeAll(outline.debugFiles().files(files.layout()));
      }
    }
    return unnamed;
  }
}
