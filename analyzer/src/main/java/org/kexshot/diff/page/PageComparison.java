package org.kexshot.diff.page;

import java.io.IOException;

/**
 * Compares two images page frame by page frame. How it finds equal pages is its own affair: {@link
 * MemoryComparison} reads both, a repository knows by its references.
 */
public interface PageComparison {
  /** Of images whose pages are not compared. */
  PageComparison NONE = visitor -> {};

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
}
