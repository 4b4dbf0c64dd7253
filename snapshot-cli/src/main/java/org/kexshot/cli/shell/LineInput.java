package org.kexshot.cli.shell;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Where the lines of a shell come from. */
interface LineInput extends Closeable {
  /**
   * The next line, without its end; empty if there is none any more.
   *
   * @param prompt to be shown where somebody types
   */
  Optional<String> next(String prompt) throws IOException;
}
