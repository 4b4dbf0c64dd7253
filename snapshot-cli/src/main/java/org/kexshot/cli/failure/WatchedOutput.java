package org.kexshot.cli.failure;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/**
 * Standard output that remembers why it could not be written: printers drop it, and a result that
 * nobody got would end with code 0. For one thread.
 */
public final class WatchedOutput extends FilterOutputStream {
  /** How the C library puts {@code EPIPE} in the locale that Java asks it in. */
  private static final String BROKEN_PIPE = "Broken pipe";

  private IOException failure;

  public WatchedOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /**
   * The exit code of a command that has printed all it had to. A reader that went away, as {@code
   * head} does, is no failure.
   *
   * @param exitCode the command's own
   * @param err is told what was not written
   */
  public int exitCode(int exitCode, PrintWriter err) {
    if (failure == null || BROKEN_PIPE.equals(failure.getMessage())) {
      return exitCode;
    }
    err.println(
        "kexshot: standard output: %s; the output is not whole".formatted(failure.getMessage()));
    err.flush();
    return exitCode == ExitCode.OK.number() ? ExitCode.INPUT_OUTPUT.number() : exitCode;
  }
}
