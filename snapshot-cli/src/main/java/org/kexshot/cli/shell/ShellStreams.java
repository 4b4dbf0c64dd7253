package org.kexshot.cli.shell;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.kexshot.cli.render.PrintableWriter;

/**
 * What a shell writes to.
 *
 * @param input where commands in processes of their own read from
 */
record ShellStreams(OutputStream out, OutputStream err, ProcessBuilder.Redirect input) {
  /** A printer of text onto a stream, of which nothing can steer a terminal. */
  static PrintWriter printer(OutputStream stream) {
    return PrintableWriter.printer(new OutputStreamWriter(stream, Charset.defaultCharset()));
  }
}
