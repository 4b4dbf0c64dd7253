package org.kexshot.store.write;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.kexshot.store.file.RepositoryLayout;

/**
 * What an addition leaves that did not come to its end: temporary files, the packs and maps behind
 * those of the last snapshot, and files about kernels that no snapshot names. The writer alone may
 * remove them.
 *
 * @param lastSequence the last snapshot's number; 0 if there is none
 * @param lastPack the highest pack that belongs to a snapshot; 0 if there is none
 * @param debugFiles those that belong to snapshots
 */
record Remains(RepositoryLayout layout, int lastSequence, int lastPack, Set<Path> debugFiles) {
  /**
   * What was removed.
   *
   * @param bytes their length together
   */
  record Removed(int files, long bytes) {
    private Removed and(Removed other) {
      return new Removed(files + other.files, bytes + other.bytes);
    }
  }

  /** Removes them all. */
  Removed clear() throws IOException {
    Removed temporary = delete(layout.temporary(), file -> true);
    Removed packs = delete(layout.packs(), file -> RepositoryLayout.leadingNumber(file) > lastPack);
    Removed maps =
        delete(layout.maps(), file -> RepositoryLayout.leadingNumber(file) > lastSequence);
    Removed debug =
        Files.isDirectory(layout.debugFiles())
            ? delete(layout.debugFiles(), file -> !debugFiles.contains(file))
            : new Removed(0, 0);
    return temporary.and(packs).and(maps).and(debug);
  }

  private static Removed delete(Path directory, DirectoryStream.Filter<Path> which)
      throws IOException {
    int files = 0;
    long bytes = 0;
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, which)) {
      for (Path file : found) {
        try {
          long size = Files.size(file);
          Files.delete(file);
          files++;
          bytes += size;
        } catch (NoSuchFileException gone) {
          // Its own guard was faster.
        }
      }
    }
    return new Removed(files, bytes);
  }
}
