package org.kexshot.store.write;

import java.io.IOException;
import java.nio.file.Path;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.Outline;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.page.PackSummary;
import org.kexshot.store.page.PageReference;

/**
 * The highest numbers that a repository has used. A number is never used twice, whatever became of
 * the file that had it: a page map, or the cache, may name it still.
 *
 * @param sequence of a snapshot; 0 if there was none
 * @param pack 0 if there was none
 */
record StoredNumbers(int sequence, int pack) {
  /** Cost: lists directories, and reads the outlines of snapshots. */
  static StoredNumbers of(RepositoryFiles files, SnapshotList catalogue) throws IOException {
    int sequence =
        Math.max(catalogue.lastSequence(), highest(files, files.layout().maps(), ".map"));
    int pack = Math.max(lastNamedPack(catalogue), highest(files, files.layout().packs(), ".pack"));
    return new StoredNumbers(
        Math.max(sequence, highest(files, files.layout().unreached(), ".map")),
        Math.max(pack, highest(files, files.layout().unreached(), ".pack")));
  }

  /** The highest pack that a manifest names, living or forgotten; 0 if there is none. */
  static int lastNamedPack(SnapshotList catalogue) throws IOException {
    int last = 0;
    for (Outline outline : catalogue.everOutlined()) {
      for (PackSummary pack : outline.packs()) {
        last = Math.max(last, pack.number());
      }
    }
    return last;
  }

  private static int highest(RepositoryFiles files, Path directory, String kind)
      throws IOException {
    return files.list(directory).stream()
        .filter(file -> file.getFileName().toString().contains(kind))
        .mapToInt(RepositoryLayout::leadingNumber)
        .filter(number -> number <= PageReference.MAX_PACK)
        .max()
        .orElse(0);
  }
}
