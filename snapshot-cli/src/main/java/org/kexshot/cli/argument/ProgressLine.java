package org.kexshot.cli.argument;

import java.io.PrintWriter;
import org.kexshot.operation.Capture;

/** A line on a terminal's standard error that counts up and is wiped at the end. */
public final class ProgressLine implements Capture.Progress {
  private static final long REPORT_EVERY_NANOS = 100_000_000;

  private final String action;
  private final PrintWriter err;
  private final boolean terminal;
  private long lastReport = System.nanoTime();
  private int width;

  /**
   * @param action what goes on, e.g. {@code "Storing pages"}
   * @param err standard error
   */
  public ProgressLine(String action, PrintWriter err) {
    this.action = action;
    this.err = err;
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
    err.print("\r" + line);
    err.flush();
  }

  @Override
  public void close() {
    if (width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
    }
  }
}
