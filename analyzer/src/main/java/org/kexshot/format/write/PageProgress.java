package org.kexshot.format.write;

/** Told how far a pass over an image is, about every mebibyte; called on the caller's thread. */
@FunctionalInterface
public interface PageProgress {
  PageProgress NONE = (done, total) -> {};

  /**
   * @param donePages page frames passed so far
   * @param totalPages page frames to pass
   */
  void pages(long donePages, long totalPages);
}
