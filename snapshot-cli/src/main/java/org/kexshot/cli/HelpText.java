package org.kexshot.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What {@code kexshot --help} prints: commands and exit codes. It is kept as text, for to make it
 * takes a model of every command; {@code MainTest} holds it to that model.
 */
final class HelpText {
  private static final String FILE = "help.txt";

  private HelpText() {}

  /** Lines of at most 80 letters, the last one ended too. */
  static String read() {
    try (InputStream file = HelpText.class.getResourceAsStream(FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
