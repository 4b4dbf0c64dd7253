package org.kexshot.store.read;

/**
 * Whether reading stored pages ever failed. What was derived after that says less than the
 * snapshots do, and is not to be kept. Any number of threads may ask and tell.
 */
public final class ReadFailures {
  private volatile boolean any;

  void note() {
    any = true;
  }

  /** Whether any was noted. */
  public boolean any() {
    return any;
  }
}
