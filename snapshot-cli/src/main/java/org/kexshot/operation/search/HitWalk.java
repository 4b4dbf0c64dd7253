package org.kexshot.operation.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kexshot.address.Page;
import org.kexshot.pattern.PatternMatcher;

/**
 * Finds the matches of images, in the order of images and addresses, from what a {@link PageScan}
 * noted. Frames are read again where a match may be, with those that follow while a match may go
 * on; what an earlier image shows in the same frames is not read, unless only some matches are
 * wanted. Memory: that of the matches that are kept, and of some pages.
 */
final class HitWalk {
  /**
   * Pages that are searched as one; a match is found whole if it is no longer than half of them.
   */
  private static final int WINDOW = 16;

  private final SearchedImages images;
  private final DistinctPages pages;
  private final PageScan scan;
  private final PatternMatcher matcher;
  private final int limit;
  private final byte[] window = new byte[WINDOW * Page.SIZE];
  private final Set<FoundBytes> kept = new LinkedHashSet<>();
  private final byte[] page = new byte[Page.SIZE];
  private long total;

  private int image;
  private NextPages nextPages = frame -> NextPages.NONE;
  private HitFilter wanted = HitFilter.ALL;

  /** The end of the stretch that was searched last. */
  private long done;

  /**
   * @param limit matches to keep
   */
  HitWalk(
      SearchedImages images,
      DistinctPages pages,
      PageScan scan,
      PatternMatcher matcher,
      int limit) {
    this.images = images;
    this.pages = pages;
    this.scan = scan;
    this.matcher = matcher;
    this.limit = limit;
  }

  /**
   * Walks over an image, those before it being done.
   *
   * @param next tells the pages that follow others where their owner sees them
   * @param filter which matches count
   * @return the matches that are kept and that no earlier image shows
   */
  List<FoundBytes> walk(int index, NextPages next, HitFilter filter) throws IOException {
    image = index;
    nextPages = next;
    wanted = filter;
    done = 0;
    int before = kept.size();
    images.forEachRun(index, this::run);
    return List.copyOf(kept).subList(before, kept.size());
  }

  private void run(long first, long count, long firstPage) throws IOException {
    if (firstPage == SearchedImages.ZEROS) {
      int zeros = pages.index(firstPage);
      if (scan.isMatching(zeros) || scan.isOpen(zeros)) {
        for (long frame = first; frame < first + count; frame++) {
          marked(frame);
        }
      }
      return;
    }
    int start = pages.index(firstPage);
    for (int at = scan.next(start); at >= 0 && at < start + count; at = scan.next(at + 1)) {
      marked(first + at - start);
    }
  }

  private void marked(long frame) throws IOException {
    if (frame < done) {
      return;
    }
    long end = frame + 1;
    while (isOpen(end - 1) && isReadable(end)) {
      end++;
    }
    done = end;
    // The same bytes may be somebody else's in an earlier image, and not wanted there.
    if (wanted != HitFilter.ALL || !isKnown(frame, end)) {
      stretch(frame, end);
    }
    for (long at = frame; at < end; at++) {
      if (isOpen(at)) {
        crossing(at);
      }
    }
  }

  private boolean isOpen(long frame) throws IOException {
    return isOpen(image, frame);
  }

  private boolean isOpen(int in, long frame) throws IOException {
    long contents = images.page(in, frame);
    return pages.contains(contents) && scan.isOpen(pages.index(contents));
  }

  private boolean isReadable(long frame) throws IOException {
    long contents = images.page(image, frame);
    try {
      if (contents != SearchedImages.ABSENT) {
        images.read(contents, page, 0);
      }
      return contents != SearchedImages.ABSENT;
    } catch (IOException damaged) {
      return false;
    }
  }

  /** Whether an earlier image has the same pages in all these frames, and no more of them. */
  private boolean isKnown(long start, long end) throws IOException {
    for (int earlier = 0; earlier < image; earlier++) {
      long at = start;
      while (at < end && images.page(earlier, at) == images.page(image, at)) {
        at++;
      }
      boolean longer =
          isOpen(earlier, start - 1)
              || isOpen(end - 1) && images.page(earlier, end) != SearchedImages.ABSENT;
      if (at == end && !longer) {
        return true;
      }
    }
    return false;
  }

  private void stretch(long start, long end) throws IOException {
    long first = start;
    int skip = 0;
    while (first < end) {
      int count = (int) Math.min(WINDOW, end - first);
      boolean last = first + count == end;
      for (int i = 0; i < count; i++) {
        images.read(images.page(image, first + i), window, i * Page.SIZE);
      }
      int size = count * Page.SIZE;
      int resume = accept(first, skip, size, last);
      first += resume / Page.SIZE;
      skip = resume % Page.SIZE;
    }
  }

  /**
   * Keeps the matches of the window, but not those that the next one may show more of.
   *
   * @return where in the window the next one begins
   */
  private int accept(long first, int from, int size, boolean last) throws IOException {
    List<int[]> matches = new ArrayList<>();
    matcher.forEach(window, from, size, (start, end) -> matches.add(new int[] {start, end}));
    int resume = last ? size : size / 2;
    for (int[] match : matches) {
      if (!last && match[0] >= size / 2) {
        break;
      }
      found(consecutive(first, match[0], match[1]));
      resume = Math.max(resume, match[1]);
    }
    return resume;
  }

  private FoundBytes consecutive(long first, int start, int end) throws IOException {
    List<Long> frames = new ArrayList<>();
    for (long i = start / Page.SIZE; i <= (end - 1) / Page.SIZE; i++) {
      frames.add(first + i);
    }
    return at(start % Page.SIZE, end - start, frames);
  }

  private FoundBytes at(int offset, int length, List<Long> frames) throws IOException {
    List<Long> contents = new ArrayList<>();
    for (long frame : frames) {
      contents.add(images.page(image, frame));
    }
    return new FoundBytes(offset, length, frames, contents);
  }

  /** Looks over the end of a frame into the page that follows it in its owner's space. */
  private void crossing(long frame) throws IOException {
    List<Long> frames = new ArrayList<>(List.of(frame));
    while (frames.size() < WINDOW) {
      long last = frames.get(frames.size() - 1);
      long next = isOpen(last) ? nextPages.after(last) : NextPages.NONE;
      if (next == NextPages.NONE || !isReadable(next)) {
        break;
      }
      frames.add(next);
    }
    if (frames.size() == 1 || frames.get(1) == frame + 1) {
      return;
    }
    for (int i = 0; i < frames.size(); i++) {
      images.read(images.page(image, frames.get(i)), window, i * Page.SIZE);
    }
    List<int[]> matches = new ArrayList<>();
    matcher.forEach(
        window,
        0,
        frames.size() * Page.SIZE,
        (start, end) -> {
          if (start < Page.SIZE && end > Page.SIZE) {
            matches.add(new int[] {start, end});
          }
        });
    for (int[] match : matches) {
      int last = (match[1] - 1) / Page.SIZE;
      found(at(match[0], match[1] - match[0], List.copyOf(frames.subList(0, last + 1))));
    }
  }

  private void found(FoundBytes bytes) throws IOException {
    if (!wanted.accepts(bytes.frames().get(0), bytes.offset())) {
      return;
    }
    boolean added = kept.size() < limit && kept.add(bytes);
    // Of matches that are not kept the same pages are taken to show the same, and to be as wanted.
    if (added || kept.size() >= limit && !kept.contains(bytes) && !isShownBefore(bytes)) {
      total++;
    }
  }

  private boolean isShownBefore(FoundBytes bytes) throws IOException {
    for (int earlier = 0; earlier < image; earlier++) {
      if (isShown(bytes, earlier)) {
        return true;
      }
    }
    return false;
  }

  private boolean isShown(FoundBytes bytes, int in) throws IOException {
    for (int i = 0; i < bytes.frames().size(); i++) {
      if (images.page(in, bytes.frames().get(i)) != bytes.pages().get(i)) {
        return false;
      }
    }
    return true;
  }

  /** The images that show the same bytes in the same frames. */
  List<Integer> shownIn(FoundBytes bytes) throws IOException {
    List<Integer> shown = new ArrayList<>();
    for (int in = 0; in < images.count(); in++) {
      if (isShown(bytes, in)) {
        shown.add(in);
      }
    }
    return shown;
  }

  /** How many there are, kept or not. */
  long total() {
    return total;
  }
}
