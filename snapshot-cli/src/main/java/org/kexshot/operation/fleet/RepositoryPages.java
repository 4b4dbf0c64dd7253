package org.kexshot.operation.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.kexshot.fleet.BroughtPages;
import org.kexshot.index.text.PageNumbers;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.read.StoredPages;

/**
 * The distinct pages of a repository's snapshots by the snapshot that was the first to have them.
 */
final class RepositoryPages {
  private RepositoryPages() {}

  /**
   * Finds them. Cost: O(runs) of the snapshots' maps. Memory: that of ranges of page numbers, which
   * are few, for what a snapshot brings is stored in a row.
   *
   * @param snapshots all of the repository, in its order
   * @param stored the pages of these snapshots
   * @param only full ids of snapshots whose pages are wanted; none for all
   */
  static List<BroughtPages> of(List<Snapshot> snapshots, StoredPages stored, Set<String> only)
      throws IOException {
    PageNumbers seen = new PageNumbers();
    PageNumbers wanted = new PageNumbers();
    List<BroughtPages> brought = new ArrayList<>();
    for (int i = 0; i < snapshots.size(); i++) {
      Snapshot snapshot = snapshots.get(i);
      PageNumbers held = held(i, stored);
      brought.add(
          new BroughtPages(
              snapshot.id(),
              snapshot.manifest().label(),
              snapshot.manifest().description().host().orElse(""),
              held.without(seen)));
      seen.addAll(held);
      if (only.contains(snapshot.id())) {
        wanted.addAll(held);
      }
    }
    return only.isEmpty() ? brought : brought.stream().map(each -> each.within(wanted)).toList();
  }

  /** Pages of zeros have no strings. */
  private static PageNumbers held(int snapshot, StoredPages stored) throws IOException {
    PageNumbers held = new PageNumbers();
    stored.forEachRun(
        snapshot,
        (frame, count, page) -> {
          if (page != StoredPages.ZEROS) {
            held.add(page, page + count);
          }
        });
    return held;
  }
}
