package org.kexshot.cli.argument;

import org.kexshot.operation.Capture;

/**
 * A line on a terminal's standard error that counts up and is wiped at the end. It goes there
 * directly, since what commands print has no carriage returns.
 */
public final class ProgressLine implements Capture.Progress {
  private static final long REPORT_EVERY_NANOS = 100_000_000;

  private final String action;
  private final boolean terminal;
  private long lastReport = System.nanoTime();
  private int width;

  /**
   * @param action what goes on, e.g. {@code "Storing pages"}
   */
  public ProgressLine(String action) {
    this.action = action;
    this.terminal = System.console() != null;
  }

  @Override
  public void pages(long done, long total) {
    long now = System.nanoTime();
    if (!terminal || now - lastReport < REPORT_EVERY_NANOS) {
      return;
    }
    lastReport = now;
    String line = action + " " + (total == 0 ? 100 : 100 * done / total) + " %";
    width = Math.max(width, line.length());
    show("\r" + line);
  }

  @Override
  public void close() {
    if (width > 0) {
      show("\r" + " ".repeat(width) + "\r");
    }
  }

  private static void show(String text) {
    System.err.print(text);
    System.err.flush();
  }
}
