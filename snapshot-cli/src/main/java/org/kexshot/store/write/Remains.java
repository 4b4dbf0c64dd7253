package org.kexshot.store.write;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.kexshot.store.file.RepositoryLayout;

/**
 * What an addition leaves that did not come to its end: temporary files, and the packs and maps
 * behind those of the last snapshot. The writer alone may remove them.
 *
 * @param lastSequence the last snapshot's number; 0 if there is none
 * @param lastPack the highest pack that belongs to a snapshot; 0 if there is none
 */
record Remains(RepositoryLayout layout, int lastSequence, int lastPack) {
  /**
   * What was removed.
   *
   * @param bytes their length together
   */
  record Removed(int files, long bytes) {}

  /** Removes them all. */
  Removed clear() throws IOException {
    Removed temporary = delete(layout.temporary(), file -> true);
    Removed packs = delete(layout.packs(), file -> RepositoryLayout.leadingNumber(file) > lastPack);
    Removed maps =
        delete(layout.maps(), file -> RepositoryLayout.leadingNumber(file) > lastSequence);
    return new Removed(
        temporary.files + packs.files + maps.files, temporary.bytes + packs.bytes + maps.bytes);
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
