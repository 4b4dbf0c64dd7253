package org.kexshot.store;

/** Told how far an addition is, about every mebibyte; called on the adding thread. */
@FunctionalInterface
public interface AddProgress {
  AddProgress NONE = (done, total) -> {};

  /**
   * @param donePages page frames looked at so far, holes among them
   * @param totalPages page frames to look at
   */
  void pages(long donePages, long totalPages);
}
