package org.kexshot.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a terminal was given to show, from the last text that was waited for on. */
final class Screen {
  private static final int PATIENCE_MILLIS = 120_000;
  private static final int QUIET_MILLIS = 1_000;

  private final InputStream stream;
  private final StringBuilder text = new StringBuilder();
  private int seen;

  Screen(InputStream stream) {
    this.stream = stream;
  }

  /** Waits for a text behind the last one. */
  void await(String expected) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    byte[] bytes = new byte[4096];
    while (text.indexOf(expected, seen) < 0) {
      assertThat(System.nanoTime()).as("%s in %s", expected, text).isLessThan(deadline);
      if (stream.available() > 0) {
        int length = stream.read(bytes);
        text.append(new String(bytes, 0, length, StandardCharsets.UTF_8));
      } else {
        Thread.sleep(20);
      }
    }
    seen = text.indexOf(expected, seen) + expected.length();
  }

  /** Waits for a text behind the last one, and until a second has passed in which nothing came. */
  void settle(String expected) throws IOException, InterruptedException {
    await(expected);
    int length = -1;
    while (length != text.length()) {
      length = text.length();
      Thread.sleep(QUIET_MILLIS);
      while (stream.available() > 0) {
        byte[] bytes = new byte[4096];
        text.append(new String(bytes, 0, stream.read(bytes), StandardCharsets.UTF_8));
      }
    }
    seen = length;
  }

  String text() {
    return text.toString();
  }
}
