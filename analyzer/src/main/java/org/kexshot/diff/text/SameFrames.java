package org.kexshot.diff.text;

import java.util.function.LongPredicate;
import org.kexshot.address.PfnSet;
import org.kexshot.diff.page.PageChange;
import org.kexshot.diff.page.PageComparison;

/**
 * Remembers which page frames a comparison of pages found to be the same in both images, so that
 * none of them is read for the sake of its contents. Memory: a bit a frame.
 */
public final class SameFrames implements PageComparison.RunVisitor, LongPredicate {
  private final PfnSet frames;

  /**
   * @param end above all frames that are visited
   */
  public SameFrames(long end) {
    this.frames = new PfnSet(end);
  }

  @Override
  public void run(PageChange change, long firstFrame, long count) {
    if (change == PageChange.SAME) {
      frames.addRange(firstFrame, firstFrame + count);
    }
  }

  @Override
  public boolean test(long frame) {
    return frames.contains(frame);
  }
}
