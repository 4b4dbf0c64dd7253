package org.kexshot.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final long SECOND = 1_000_000_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.US_ASCII);
  private final AtomicLong now = new AtomicLong(5 * SECOND);

  private ProgressLine line(boolean shown) {
    return new ProgressLine("Storing", shown, out, now::get);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void saysHowFarHowFastAndHowLong() {
    assertThat(ProgressLine.text(0, 100, SECOND)).isEqualTo("0 %");
    assertThat(ProgressLine.text(25_600, 102_400, SECOND)).isEqualTo("25 %, 100 MiB/s, 3 s left");
    assertThat(ProgressLine.text(256, 256 * 600, SECOND)).endsWith("1.00 MiB/s, 9:59 min left");
    assertThat(ProgressLine.text(256, 256 * 7201, SECOND)).endsWith("2:00 h left");
    assertThat(ProgressLine.text(7, 7, SECOND)).startsWith("100 %").endsWith("0 s left");
  }

  @Test
  void whatTakesLessThanASecondShowsNothing() {
    try (ProgressLine line = line(true)) {
      now.addAndGet(SECOND / 2);
      line.pages(1, 2);
    }
    assertThat(shown()).isEmpty();
  }

  @Test
  void theLineIsWipedInTheEnd() {
    try (ProgressLine line = line(true)) {
      now.addAndGet(2 * SECOND);
      line.pages(1024, 2048);
      line.pages(1025, 2048);
      assertThat(shown()).isEqualTo("\rStoring 50 %, 2.00 MiB/s, 2 s left");
    }
    assertThat(shown()).endsWith("\r" + " ".repeat(34) + "\r");
  }

  @Test
  void theNextSnapshotIsTimedByItself() {
    try (ProgressLine line = line(true)) {
      now.addAndGet(100 * SECOND);
      line.pages(1024, 2048);
      line.pages(0, 2048);
      now.addAndGet(SECOND);
      line.pages(1024, 2048);
    }
    assertThat(shown()).contains("50 %, 4.00 MiB/s, 1 s left");
  }

  @Test
  void whoWantsNoneGetsNone() {
    try (ProgressLine line = line(false)) {
      now.addAndGet(2 * SECOND);
      line.pages(1, 2);
    }
    assertThat(shown()).isEmpty();
  }
}
