package org.kexshot.store.read;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageReference;

/**
 * The pages of some of a repository's snapshots by numbers that stand for their contents: equal
 * numbers are equal pages, now and in all later snapshots. Any number of threads may read.
 */
public final class StoredPages implements Closeable {
  /** What a frame has whose contents the snapshot does not have. */
  public static final long ABSENT = 0;

  /** The page that holds nothing but zeros. */
  public static final long ZEROS = PageReference.ZERO;

  private final PackSet packs;
  private final List<PageMap> maps = new ArrayList<>();

  /** Receives the frames of a snapshot, ascending. */
  @FunctionalInterface
  public interface RunVisitor {
    /**
     * @param firstPage number of the first frame's page; each next one's is one more, but {@link
     *     #ZEROS} is that of them all
     */
    void run(long firstFrame, long count, long firstPage) throws IOException;
  }

  /** Opens the maps of snapshots; packs are opened when they are read. */
  public StoredPages(RepositoryFiles files, List<Snapshot> snapshots) throws IOException {
    packs = new PackSet(files);
    try {
      for (Snapshot snapshot : snapshots) {
        Manifest manifest = snapshot.manifest();
        maps.add(new PageMap(files, manifest.pageMap(files.layout()), manifest.pageMapSha256()));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** How many snapshots there are. */
  public int count() {
    return maps.size();
  }

  /**
   * Visits the frames of a snapshot that have contents. Cost: O(runs) of its map.
   *
   * @param snapshot its place in the list
   */
  public void forEachRun(int snapshot, RunVisitor visitor) throws IOException {
    PageMap.Cursor runs = maps.get(snapshot).cursor();
    while (runs.next()) {
      if (isPresent(runs.reference())) {
        visitor.run(runs.start(), runs.count(), runs.reference());
      }
    }
  }

  /** The number of a frame's page, or {@link #ABSENT}; O(log runs). */
  public long page(int snapshot, long frame) throws IOException {
    long reference = maps.get(snapshot).reference(frame);
    return isPresent(reference) ? reference : ABSENT;
  }

  private static boolean isPresent(long reference) {
    return PageReference.isStored(reference) || reference == PageReference.ZERO;
  }

  /**
   * Reads a page: {@link Page#SIZE} bytes. Cost: pages that follow each other are unpacked
   * together.
   *
   * @throws org.kexshot.store.file.RepositoryException if it is damaged
   */
  public void read(long page, byte[] into, int offset) throws IOException {
    if (page == ZEROS) {
      Arrays.fill(into, offset, offset + Page.SIZE, (byte) 0);
    } else {
      packs.read(page, 0, into, offset, Page.SIZE);
    }
  }

  @Override
  public void close() throws IOException {
    try (packs) {
      for (PageMap map : maps) {
        map.close();
      }
    }
  }
}
