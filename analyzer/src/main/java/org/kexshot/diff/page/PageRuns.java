package org.kexshot.diff.page;

import java.io.IOException;

/** Joins neighbouring page frames with the same change into one run. */
public final class PageRuns {
  private final PageComparison.RunVisitor visitor;
  private PageChange change = PageChange.SAME;
  private long start;
  private long count;

  public PageRuns(PageComparison.RunVisitor visitor) {
    this.visitor = visitor;
  }

  /** Adds frames that lie above all added before. */
  public void add(PageChange what, long firstFrame, long frames) throws IOException {
    if (what == change && firstFrame == start + count) {
      count += frames;
      return;
    }
    end();
    change = what;
    start = firstFrame;
    count = frames;
  }

  /** Hands out the last run. */
  public void end() throws IOException {
    if (count > 0) {
      visitor.run(change, start, count);
      count = 0;
    }
  }
}
