package org.kexshot.cli.shell;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** Output that can be cut off, so that a command that was interrupted says no more. */
final class CutOutput extends FilterOutputStream {
  private volatile boolean isCut;

  CutOutput(OutputStream out) {
    super(out);
  }

  /** Lets nothing more through; whoever writes fails. */
  void cut() {
    isCut = true;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (isCut) {
      throw new InterruptedIOException("interrupted");
    }
    out.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    if (!isCut) {
      out.flush();
    }
  }
}
