package org.kexshot.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Optional;

/** Lines of a script, for which nobody is prompted. */
final class StreamInput implements LineInput {
  private final BufferedReader reader;

  StreamInput(InputStream stream) {
    reader = new BufferedReader(new InputStreamReader(stream, Charset.defaultCharset()));
  }

  @Override
  public Optional<String> next(String prompt) throws IOException {
    return Optional.ofNullable(reader.readLine());
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
