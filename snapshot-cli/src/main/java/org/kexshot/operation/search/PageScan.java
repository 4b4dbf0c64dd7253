package org.kexshot.operation.search;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.kexshot.address.Page;
import org.kexshot.pattern.BytePattern;
import org.kexshot.pattern.PatternMatcher;

/**
 * Reads each distinct page once, by all processors, and notes in which a pattern is found, and at
 * the end of which it may begin. Memory: two bits a page.
 */
final class PageScan {
  /** Pages that a processor takes at once; those of some packed blocks. */
  private static final int PORTION = 256;

  private final SearchedImages images;
  private final DistinctPages pages;
  private final BytePattern pattern;
  private final BitSet wanted;
  private final AtomicInteger next = new AtomicInteger();
  private final BitSet matching = new BitSet();
  private final BitSet open = new BitSet();
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

  /**
   * @param wanted indexes of the pages to read
   */
  PageScan(SearchedImages images, DistinctPages pages, BytePattern pattern, BitSet wanted) {
    this.images = images;
    this.pages = pages;
    this.pattern = pattern;
    this.wanted = wanted;
  }

  /** Reads the pages. */
  void run() throws IOException {
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService workers = Executors.newFixedThreadPool(processors);
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < processors; i++) {
        parts.add(workers.submit(this::work));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the search was interrupted");
    } finally {
      workers.shutdownNow();
    }
  }

  private void work() {
    PatternMatcher matcher = pattern.matcher();
    BitSet ownMatching = new BitSet();
    BitSet ownOpen = new BitSet();
    byte[] bytes = new byte[Page.SIZE];
    for (int start; (start = next.getAndAdd(PORTION)) < pages.count(); ) {
      int end = Math.min(start + PORTION, pages.count());
      for (int at = wanted.nextSetBit(start); at >= 0 && at < end; at = wanted.nextSetBit(at + 1)) {
        if (load(at, bytes)) {
          ownMatching.set(at, matcher.find(bytes, 0, Page.SIZE));
          ownOpen.set(at, matcher.isOpen());
        }
      }
    }
    synchronized (this) {
      matching.or(ownMatching);
      open.or(ownOpen);
    }
  }

  private boolean load(int index, byte[] bytes) {
    try {
      images.read(pages.page(index), bytes, 0);
      return true;
    } catch (IOException damaged) {
      problems.add(damaged.getMessage());
      return false;
    }
  }

  /** Whether the pattern is in a page. */
  boolean isMatching(int index) {
    return matching.get(index);
  }

  /** Whether what is at the end of a page may become a match, or a longer one. */
  boolean isOpen(int index) {
    return open.get(index);
  }

  /** The first index from one on whose page is matching or open; -1 if there is none. */
  int next(int from) {
    int one = matching.nextSetBit(from);
    int other = open.nextSetBit(from);
    return one < 0 ? other : other < 0 ? one : Math.min(one, other);
  }

  /** Why pages could not be read. */
  List<String> problems() {
    return problems.stream().distinct().sorted().toList();
  }
}
