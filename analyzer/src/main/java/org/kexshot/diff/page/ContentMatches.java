package org.kexshot.diff.page;

import java.io.IOException;
import org.kexshot.address.PfnSet;

/**
 * Which pages of two images are in both, wherever they lie, and which in one alone. Frames that are
 * in none of the sets have contents that are not known.
 *
 * @param matchedInFirst frames of the first image whose contents the second has somewhere
 * @param aloneInFirst those whose contents it has nowhere
 * @param matchedInSecond frames of the second image whose contents the first has somewhere
 * @param aloneInSecond those whose contents it has nowhere
 */
public record ContentMatches(
    PfnSet matchedInFirst, PfnSet aloneInFirst, PfnSet matchedInSecond, PfnSet aloneInSecond) {

  /**
   * Visits the frames of the second image, ascending: those that the first has somewhere as {@link
   * PageChange#SAME}, others as {@link PageChange#APPEARED}, or {@link PageChange#UNKNOWN} if their
   * contents are. Cost: by runs.
   *
   * @param frames of the second image's memory
   */
  public void forEachOfSecond(PfnSet frames, PageComparison.RunVisitor visitor) throws IOException {
    long end = frames.end();
    for (long frame = frames.nextIn(0); frame < end; ) {
      PageChange change = PageChange.UNKNOWN;
      if (matchedInSecond.contains(frame)) {
        change = PageChange.SAME;
      } else if (aloneInSecond.contains(frame)) {
        change = PageChange.APPEARED;
      }
      long next = frames.nextOut(frame, end);
      next = Math.min(next, runEnd(matchedInSecond, frame, next));
      next = Math.min(next, runEnd(aloneInSecond, frame, next));
      visitor.run(change, frame, next - frame);
      frame = frames.nextIn(next);
    }
  }

  private static long runEnd(PfnSet set, long frame, long limit) {
    if (frame >= set.end()) {
      return limit;
    }
    return set.contains(frame)
        ? set.nextOut(frame, Math.min(limit, set.end()))
        : set.nextIn(frame, limit);
  }

  /**
   * Visits those frames of the first image whose contents the second has nowhere, ascending, as
   * {@link PageChange#VANISHED}.
   */
  public void forEachGone(PageComparison.RunVisitor visitor) throws IOException {
    PfnSet gone = aloneInFirst;
    for (long frame = gone.nextIn(0); frame < gone.end(); ) {
      long end = gone.nextOut(frame);
      visitor.run(PageChange.VANISHED, frame, end - frame);
      frame = gone.nextIn(end);
    }
  }
}
