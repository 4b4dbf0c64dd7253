package org.kexshot.store.write;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.maintain.Reach;
import org.kexshot.store.manifest.SnapshotList;

/**
 * What an addition left that was killed. Files in {@code temporary} are incomplete and are deleted.
 * Packs, page maps and files about kernels are complete: those that no snapshot needs are moved to
 * {@code unreached}, and never deleted, for only what is readable now says what is needed. Where a
 * manifest or page map cannot be read, none is moved. The writer alone may do this.
 */
final class Remains {
  private final RepositoryLayout layout;
  private final SnapshotList catalogue;

  Remains(RepositoryLayout layout, SnapshotList catalogue) {
    this.layout = layout;
    this.catalogue = catalogue;
  }

  /**
   * Clears them away. Cost: lists directories; reads manifests only if a file stands out by its
   * name.
   *
   * @param told is told of it
   */
  void clear(Consumer<String> told) throws IOException {
    deleteIncomplete(told);
    List<Path> candidates = candidates();
    if (candidates.isEmpty()) {
      return;
    }
    Reach reach = Reach.of(layout, catalogue);
    List<Path> unreached =
        candidates.stream().filter(file -> !reach.files().contains(file)).toList();
    if (unreached.isEmpty()) {
      return;
    }
    if (!reach.isComplete()) {
      told.accept(
          "%s: %d files may belong to no snapshot; they stay, for a manifest or page map is damaged"
              .formatted(layout.root(), unreached.size()));
      return;
    }
    long bytes = 0;
    for (Path file : unreached) {
      bytes += Files.size(file);
      moveAside(file);
    }
    told.accept(
        "%s: moved %d files (%d KiB), which belong to no snapshot, to %s"
            .formatted(layout.root(), unreached.size(), bytes + 1023 >> 10, layout.unreached()));
  }

  private void deleteIncomplete(Consumer<String> told) throws IOException {
    int files = 0;
    long bytes = 0;
    for (Path file : list(layout.temporary())) {
      try {
        long size = Files.size(file);
        Files.delete(file);
        files++;
        bytes += size;
      } catch (NoSuchFileException gone) {
        // Its own guard was faster.
      }
    }
    if (files > 0) {
      told.accept(
          "%s: removed %d files (%d KiB), which an addition that was killed had left"
              .formatted(layout.root(), files, bytes + 1023 >> 10));
    }
  }

  /** What an addition writes before its manifest, behind the last manifests that there are. */
  private List<Path> candidates() throws IOException {
    int lastSequence = catalogue.lastSequence();
    int lastPack = StoredNumbers.lastNamedPack(catalogue);
    List<Path> candidates = new ArrayList<>();
    for (Path pack : list(layout.packs())) {
      if (RepositoryLayout.leadingNumber(pack) > lastPack) {
        candidates.add(pack);
      }
    }
    for (Path map : list(layout.maps())) {
      if (RepositoryLayout.leadingNumber(map) > lastSequence) {
        candidates.add(map);
      }
    }
    if (Files.isDirectory(layout.debugFiles())) {
      candidates.addAll(list(layout.debugFiles()));
    }
    return candidates;
  }

  private static List<Path> list(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
      found.forEach(files::add);
    }
    return files;
  }

  private void moveAside(Path file) throws IOException {
    Files.createDirectories(
        layout.unreached(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path place = layout.unreached().resolve(file.getFileName());
    for (int i = 1; Files.exists(place); i++) {
      place = layout.unreached().resolve(file.getFileName() + "." + i);
    }
    Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
  }
}
