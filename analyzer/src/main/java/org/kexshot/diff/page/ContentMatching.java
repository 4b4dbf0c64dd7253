package org.kexshot.diff.page;

import java.io.IOException;
import java.util.Arrays;
import org.kexshot.address.PfnSet;

/**
 * Finds the pages that two images share, wherever they lie. Memory: up to 64 bytes a page of the
 * first image, and no more than for {@link #PASS_PAGES}; of larger ones a part of all digests is
 * looked at in each of several passes. Cost: visits both images once a pass.
 */
public final class ContentMatching {
  /** Pages of 8 GiB that hold more than zeros: some 100 MiB of tables. */
  private static final long PASS_PAGES = 1L << 21;

  private final PageDigests first;
  private final PageDigests second;
  private final int passes;
  private final PfnSet matchedInFirst;
  private final PfnSet aloneInFirst;
  private final PfnSet matchedInSecond;
  private final PfnSet aloneInSecond;

  private ContentMatching(PageDigests first, PageDigests second, long passPages)
      throws IOException {
    this.first = first;
    this.second = second;
    this.passes = Math.toIntExact(first.pages() / passPages + 1);
    this.matchedInFirst = new PfnSet(first.endFrame());
    this.aloneInFirst = new PfnSet(first.endFrame());
    this.matchedInSecond = new PfnSet(second.endFrame());
    this.aloneInSecond = new PfnSet(second.endFrame());
  }

  /**
   * The pages that two images share.
   *
   * @throws IOException if a file fails
   */
  public static ContentMatches of(PageDigests first, PageDigests second) throws IOException {
    return of(first, second, PASS_PAGES);
  }

  /** The same with a part of about so many pages in each pass. */
  static ContentMatches of(PageDigests first, PageDigests second, long passPages)
      throws IOException {
    return new ContentMatching(first, second, passPages).matches();
  }

  private ContentMatches matches() throws IOException {
    PfnSet firstZeros = new PfnSet(first.endFrame());
    PfnSet secondZeros = new PfnSet(second.endFrame());
    for (int pass = 0; pass < passes; pass++) {
      DigestTable table = new DigestTable(first.pages() / passes);
      FrameDigests ofFirst = new FrameDigests();
      first.forEach(
          part(
              pass,
              firstZeros,
              (frame, digest) -> {
                table.add(digest);
                ofFirst.add(frame, digest);
              }));
      second.forEach(
          part(
              pass,
              secondZeros,
              (frame, digest) ->
                  (table.mark(digest) ? matchedInSecond : aloneInSecond).add(frame)));
      for (int i = 0; i < ofFirst.count; i++) {
        (table.isMarked(ofFirst.digests[i]) ? matchedInFirst : aloneInFirst).add(ofFirst.frames[i]);
      }
    }
    boolean bothHaveZeros =
        firstZeros.nextIn(0) < firstZeros.end() && secondZeros.nextIn(0) < secondZeros.end();
    (bothHaveZeros ? matchedInFirst : aloneInFirst).addAll(firstZeros);
    (bothHaveZeros ? matchedInSecond : aloneInSecond).addAll(secondZeros);
    return new ContentMatches(matchedInFirst, aloneInFirst, matchedInSecond, aloneInSecond);
  }

  /** Takes a page of a pass. */
  @FunctionalInterface
  private interface PageTaker {
    void take(long frame, long digest);
  }

  private PageDigests.Visitor part(int pass, PfnSet zeros, PageTaker taker) {
    return new PageDigests.Visitor() {
      @Override
      public void page(long frame, long digest) {
        // The table's places go by the lower bits.
        if ((int) ((digest >>> 32) % passes) == pass) {
          taker.take(frame, digest);
        }
      }

      @Override
      public void zeros(long firstFrame, long count) {
        zeros.addRange(firstFrame, firstFrame + count);
      }
    };
  }

  /** Frames with their digests, in the order in which they came. */
  private static final class FrameDigests {
    private long[] frames = new long[1024];
    private long[] digests = new long[1024];
    private int count;

    void add(long frame, long digest) {
      if (count == frames.length) {
        frames = Arrays.copyOf(frames, 2 * count);
        digests = Arrays.copyOf(digests, 2 * count);
      }
      frames[count] = frame;
      digests[count++] = digest;
    }
  }
}
