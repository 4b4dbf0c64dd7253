package org.kexshot.diff.page;

import java.io.IOException;
import org.kexshot.address.PfnSet;

/**
 * Compares two images page frame by page frame, or their pages wherever they lie. How it finds
 * equal pages is its own affair: {@link MemoryComparison} reads both, a repository knows by its
 * references.
 */
public interface PageComparison {
  /** Of images whose pages are not compared. */
  PageComparison NONE =
      new PageComparison() {
        @Override
        public void forEachRun(RunVisitor visitor) {}

        @Override
        public ContentMatches contentMatches() {
          PfnSet none = new PfnSet(0);
          return new ContentMatches(none, none, none, none);
        }
      };

  /** Receives neighbouring page frames with the same change. */
  @FunctionalInterface
  interface RunVisitor {
    void run(PageChange change, long firstFrame, long count) throws IOException;

    /** Receives what another receives after it, in the same pass. */
    default RunVisitor and(RunVisitor other) {
      return (change, firstFrame, count) -> {
        run(change, firstFrame, count);
        other.run(change, firstFrame, count);
      };
    }
  }

  /** Visits every page frame that is RAM in one of the images, ascending, in runs. */
  void forEachRun(RunVisitor visitor) throws IOException;

  /**
   * Which pages are in both images, whatever frames they are in: all that can be said of pages
   * where frames of the two do not correspond.
   */
  ContentMatches contentMatches() throws IOException;
}
