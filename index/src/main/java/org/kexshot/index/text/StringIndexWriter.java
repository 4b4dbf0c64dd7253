package org.kexshot.index.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.kexshot.address.Page;

/**
 * Adds pages to a {@link StringIndex}, by all processors. Memory: 64 MiB for all of them, more of
 * more than 64 processors, however many pages there are.
 */
public final class StringIndexWriter implements Closeable {
  /** Pages that a processor takes at once. */
  private static final int PORTION = 256;

  /** Pages after which what was done is committed, so that a kill costs little. */
  private static final long COMMITTED = 1 << 20;

  /** Terms of pages that all processors together collect, before they are written. */
  private static final int COLLECTED = 1 << 22;

  /** What a processor collects at least: fewer make too many segments. */
  private static final int LEAST_COLLECTED = 1 << 16;

  private final IndexWriter writer;
  private final PageNumbers known;
  private final ConcurrentSkipListSet<Long> damaged = new ConcurrentSkipListSet<>();

  StringIndexWriter(IndexWriter writer, PageNumbers known) {
    this.writer = writer;
    this.known = known;
  }

  /** The pages that need not be added. */
  public PageNumbers known() {
    return known;
  }

  /**
   * Adds those of some pages that are not known. What is added is visible and kept when this
   * returns, and in between now and then.
   *
   * @param reader is used by several threads at once; pages that it cannot read are left out
   */
  public void add(PageNumbers pages, PageReader reader) throws IOException {
    List<long[]> missing = new ArrayList<>();
    for (long[] range : pages.ranges()) {
      known.forEachMissing(range[0], range[1], (start, end) -> split(start, end, missing));
    }
    for (int first = 0; first < missing.size(); ) {
      long count = 0;
      int last = first;
      while (last < missing.size() && count < COMMITTED) {
        count += missing.get(last)[1] - missing.get(last)[0];
        last++;
      }
      List<long[]> portions = missing.subList(first, last);
      addAll(portions, reader);
      for (long[] portion : portions) {
        know(portion[0], portion[1]);
      }
      StringIndex.commit(writer, known);
      first = last;
    }
    if (!missing.isEmpty()) {
      merge();
    }
  }

  /** Merges small segments, of which each addition makes one or more: each is asked by a search. */
  private void merge() throws IOException {
    writer.maybeMerge();
    if (writer.getConfig().getMergeScheduler() instanceof ConcurrentMergeScheduler merges) {
      merges.sync();
    }
    if (writer.hasUncommittedChanges()) {
      StringIndex.commit(writer, known);
    }
  }

  /** Damaged pages stay unknown, so that they are read, and told, by each search. */
  private void know(long start, long end) {
    long from = start;
    for (Long page = damaged.ceiling(from);
        page != null && page < end;
        page = damaged.ceiling(from)) {
      known.add(from, page);
      from = page + 1;
    }
    known.add(from, end);
  }

  private static void split(long start, long end, List<long[]> portions) {
    for (long at = start; at < end; at += PORTION) {
      portions.add(new long[] {at, Math.min(end, at + PORTION)});
    }
  }

  private void addAll(List<long[]> portions, PageReader reader) throws IOException {
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService workers = Executors.newFixedThreadPool(processors);
    AtomicLong next = new AtomicLong();
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < processors; i++) {
        parts.add(
            workers.submit(
                () -> {
                  new Worker(reader, processors).add(portions, next);
                  return null;
                }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the indexing of strings was interrupted");
    } finally {
      workers.shutdownNow();
    }
  }

  /** Gives up what is not committed. */
  @Override
  public void close() throws IOException {
    writer.rollback();
  }

  private final class Worker {
    private final PageReader reader;
    private final byte[] bytes = new byte[Page.SIZE];
    private final PageStrings strings = new PageStrings();
    private final PageBatch batch;

    Worker(PageReader reader, int processors) {
      this.reader = reader;
      this.batch = new PageBatch(Math.max(LEAST_COLLECTED, COLLECTED / processors));
    }

    void add(List<long[]> portions, AtomicLong next) throws IOException {
      for (int at; (at = (int) next.getAndIncrement()) < portions.size(); ) {
        for (long page = portions.get(at)[0]; page < portions.get(at)[1]; page++) {
          add(page);
        }
      }
      write();
    }

    private void add(long page) throws IOException {
      try {
        reader.read(page, bytes);
      } catch (IOException unreadable) {
        damaged.add(page);
        return;
      }
      strings.read(bytes, 0, Page.SIZE);
      batch.add(
          page,
          strings,
          PageEdges.ends(bytes, 0, Page.SIZE),
          PageEdges.starts(bytes, 0, Page.SIZE));
      if (batch.isFull()) {
        write();
      }
    }

    private void write() throws IOException {
      if (!batch.isEmpty()) {
        batch.sort();
        writer.addIndexes(new BatchReader(batch));
        batch.clear();
      }
    }
  }
}
