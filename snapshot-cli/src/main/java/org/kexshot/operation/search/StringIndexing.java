package org.kexshot.operation.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kexshot.index.IndexBusyException;
import org.kexshot.index.text.PageNumbers;
import org.kexshot.index.text.StringIndex;
import org.kexshot.index.text.StringIndexWriter;
import org.kexshot.store.Repository;
import org.kexshot.store.read.StoredPages;

/**
 * The index of the strings in a repository's pages. It lies in the repository's cache and may be
 * deleted at any time; without it each search reads all pages.
 */
public final class StringIndexing {
  private final Repository repository;

  public StringIndexing(Repository repository) {
    this.repository = repository;
  }

  /**
   * What the index holds.
   *
   * @param pages distinct pages of all snapshots
   * @param indexed of them
   * @param bytes of the index on the disk
   */
  public record Status(long pages, long indexed, long bytes) {}

  private Path directory() throws IOException {
    return repository.stringIndexDirectory();
  }

  /** Opens the index; it may be empty. */
  StringIndex open() throws IOException {
    return StringIndex.open(directory(), repository.sealingKey());
  }

  /**
   * Adds the pages that the index lacks. Cost: each is read once, by all processors. If another
   * process is at it, nothing is done. What is done is kept if this is killed.
   */
  public void update() throws IOException {
    try (StringIndex index = open();
        StoredPages stored = repository.openPages(repository.snapshots())) {
      PageNumbers pages = pages(stored);
      if (isWhole(pages, index.pages())) {
        return;
      }
      try (StringIndexWriter writer = index.writer()) {
        writer.add(pages, (page, into) -> stored.read(page, into, 0));
      }
    } catch (IndexBusyException otherUpdates) {
      return;
    }
  }

  /** Makes the index from nothing. */
  public void rebuild() throws IOException {
    remove();
    update();
  }

  /** Deletes the index. */
  public void remove() throws IOException {
    if (Files.isDirectory(directory())) {
      try (var files = Files.newDirectoryStream(directory())) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
  }

  /** What the index holds. Cost: O(runs) of the snapshots' maps. */
  public Status status() throws IOException {
    try (StringIndex index = open();
        StoredPages stored = repository.openPages(repository.snapshots())) {
      PageNumbers pages = pages(stored);
      long[] missing = new long[1];
      PageNumbers known = index.pages();
      for (long[] range : pages.ranges()) {
        known.forEachMissing(range[0], range[1], (start, end) -> missing[0] += end - start);
      }
      return new Status(pages.count(), pages.count() - missing[0], size());
    }
  }

  private long size() throws IOException {
    long bytes = 0;
    try (var files = Files.newDirectoryStream(directory())) {
      for (Path file : files) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private PageNumbers pages(StoredPages stored) throws IOException {
    PageNumbers pages = new PageNumbers();
    for (int snapshot = 0; snapshot < stored.count(); snapshot++) {
      stored.forEachRun(
          snapshot,
          (frame, count, page) -> {
            if (page != StoredPages.ZEROS) {
              pages.add(page, page + count);
            }
          });
    }
    return pages;
  }

  private static boolean isWhole(PageNumbers pages, PageNumbers known) throws IOException {
    boolean[] whole = {true};
    for (long[] range : pages.ranges()) {
      known.forEachMissing(range[0], range[1], (start, end) -> whole[0] = false);
    }
    return whole[0];
  }
}
