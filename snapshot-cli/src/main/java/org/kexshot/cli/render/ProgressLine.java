package org.kexshot.cli.render;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.kexshot.address.Page;
import org.kexshot.operation.Capture;

/**
 * A line on a terminal's standard error that says how far a pass over pages is, how fast it goes
 * and how long it still takes, and is wiped at the end; none of what takes less than a second. It
 * goes there directly, since what commands print has no carriage returns.
 */
public final class ProgressLine implements Capture.Progress {
  private static final long REPORT_EVERY_NANOS = 100_000_000;
  private static final long FIRST_AFTER_NANOS = 1_000_000_000;

  private final String action;
  private final boolean shown;
  private final PrintStream out;
  private final LongSupplier nanoTime;
  private long start;
  private long lastReport;
  private long lastDone;
  private int width;

  /**
   * @param action what goes on, e.g. {@code "Storing pages"}
   * @param quiet whether the user wants no such line
   */
  public ProgressLine(String action, boolean quiet) {
    this(action, !quiet && isTerminal(), System.err, System::nanoTime);
  }

  /** With a clock, in nanoseconds. */
  ProgressLine(String action, boolean shown, PrintStream out, LongSupplier nanoTime) {
    this.action = action;
    this.shown = shown;
    this.out = out;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.lastReport = start + FIRST_AFTER_NANOS - REPORT_EVERY_NANOS;
  }

  /** Whether standard error is one; that standard input is, too, is nothing to it. */
  private static boolean isTerminal() {
    try {
      String to = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return to.startsWith("/dev/pts/") || to.startsWith("/dev/tty") || to.equals("/dev/console");
    } catch (IOException | RuntimeException unknown) {
      return System.console() != null;
    }
  }

  /** Less than before is another pass, of the next snapshot. */
  @Override
  public void pages(long done, long total) {
    report(done, total, true);
  }

  /** The same of a pass over anything else; less than before is another pass. */
  public void objects(long done, long total) {
    report(done, total, false);
  }

  private void report(long done, long total, boolean ofPages) {
    if (!shown) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (done < lastDone) {
      start = now;
    }
    lastDone = done;
    if (now - lastReport < REPORT_EVERY_NANOS) {
      return;
    }
    lastReport = now;
    String far = text(done, total, now - start);
    String line = action + " " + (ofPages ? far : far.substring(0, far.indexOf('%') + 1));
    int length = line.length();
    show("\r" + line + " ".repeat(Math.max(0, width - length)));
    width = length;
  }

  /** How far it is; how fast, and how long it takes, when that can be told. */
  static String text(long done, long total, long nanos) {
    String percent = (total == 0 ? 100 : 100 * done / total) + " %";
    double seconds = nanos / 1e9;
    if (done == 0 || seconds <= 0) {
      return percent;
    }
    long rate = (long) (done * (double) Page.SIZE / seconds);
    long left = (long) Math.ceil((total - done) * seconds / done);
    return "%s, %s/s, %s left".formatted(percent, Text.size(rate), time(left));
  }

  private static String time(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return "%d:%02d min".formatted(seconds / 60, seconds % 60);
    }
    return "%d:%02d h".formatted(seconds / 3600, seconds / 60 % 60);
  }

  @Override
  public void close() {
    if (width > 0) {
      show("\r" + " ".repeat(width) + "\r");
      width = 0;
    }
  }

  private void show(String text) {
    out.print(text);
    out.flush();
  }
}
