package org.kexshot.store.read;

import java.io.IOException;
import org.kexshot.diff.page.ContentMatches;
import org.kexshot.diff.page.ContentMatching;
import org.kexshot.diff.page.PageChange;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.diff.page.PageRuns;
import org.kexshot.memory.PageState;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageReference;

/**
 * Compares two snapshots of one repository by their page maps: equal references are equal pages,
 * and unequal ones are told apart by their hashes. No page is read. Cost: O(runs of both maps), and
 * two look-ups in a mapped file for each page that differs.
 */
public final class StoredComparison implements PageComparison {
  private final RepositoryFiles files;
  private final Manifest first;
  private final Manifest second;

  public StoredComparison(RepositoryFiles files, Manifest first, Manifest second) {
    this.files = files;
    this.first = first;
    this.second = second;
  }

  @Override
  public void forEachRun(RunVisitor visitor) throws IOException {
    try (PageMap before = map(first);
        PageMap after = map(second);
        PackSet packs = new PackSet(files)) {
      packs.expect(before.packs());
      packs.expect(after.packs());
      PageRuns runs = new PageRuns(visitor);
      PageMap.Cursor a = before.cursor();
      PageMap.Cursor b = after.cursor();
      a.next();
      b.next();
      long frame = Math.min(a.start(), b.start());
      while (frame != Long.MAX_VALUE) {
        long end = Math.min(boundary(a, frame), boundary(b, frame));
        add(runs, packs, frame, end - frame, at(a, frame), at(b, frame));
        frame = Math.min(nextCovered(a, end), nextCovered(b, end));
      }
      runs.end();
    }
  }

  /**
   * By the hashes of pages; none is read. Cost: a look-up in a mapped file for each page of both.
   */
  @Override
  public ContentMatches contentMatches() throws IOException {
    try (PageMap before = map(first);
        PageMap after = map(second);
        PackSet packs = new PackSet(files)) {
      packs.expect(before.packs());
      packs.expect(after.packs());
      return ContentMatching.of(new StoredDigests(before, packs), new StoredDigests(after, packs));
    }
  }

  private PageMap map(Manifest snapshot) throws IOException {
    return new PageMap(files, snapshot.pageMap(files.layout()), snapshot.pageMapSha256());
  }

  /** The next frame above {@code frame} at which the cursor's run begins or ends. */
  private static long boundary(PageMap.Cursor cursor, long frame) {
    return frame < cursor.start() ? cursor.start() : cursor.start() + cursor.count();
  }

  private static long at(PageMap.Cursor cursor, long frame) {
    return frame < cursor.start()
        ? PageReference.NOT_RAM
        : PageMap.advance(cursor.reference(), frame - cursor.start());
  }

  /** Moves past runs that end at or before {@code frame}; the next frame that a run covers. */
  private static long nextCovered(PageMap.Cursor cursor, long frame) throws IOException {
    while (cursor.start() != Long.MAX_VALUE && cursor.start() + cursor.count() <= frame) {
      cursor.next();
    }
    return Math.max(cursor.start(), frame);
  }

  private static void add(
      PageRuns runs, PackSet packs, long frame, long count, long before, long after)
      throws IOException {
    PageState stateBefore = SnapshotMemory.stateOf(before);
    PageState stateAfter = SnapshotMemory.stateOf(after);
    boolean bothStored = PageReference.isStored(before) && PageReference.isStored(after);
    if (!bothStored || before == after) {
      runs.add(PageChange.of(stateBefore, stateAfter, before == after), frame, count);
      return;
    }
    for (long i = 0; i < count; i++) {
      boolean equal = packs.sameHash(before + i, after + i);
      runs.add(PageChange.of(stateBefore, stateAfter, equal), frame + i, 1);
    }
  }
}
