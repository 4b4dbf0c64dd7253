package org.kexshot.capture.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.kexshot.capture.CaptureFigures;

class AnswerTest {
  private static final UUID REQUEST = UUID.fromString("11111111-2222-3333-4444-555555555555");

  private static final CaptureFigures FIGURES =
      CaptureFigures.ofKernel(
          kind -> 100 + kind.ordinal(),
          7,
          3,
          new CaptureFigures.Times(
              Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMillis(300)));

  @Test
  void whatIsWrittenIsRead() throws IOException {
    for (Answer answer :
        new Answer[] {
          Answer.begun(REQUEST),
          Answer.done(REQUEST, "no registers", 4096, "sum", FIGURES),
          Answer.failed(REQUEST, "no room")
        }) {
      assertThat(Answer.decode(answer.encode())).contains(answer);
    }
  }

  /** An agent that was loaded before an update goes on to write as it did. */
  @Test
  void figuresAreWrittenByTheirNames() throws IOException {
    byte[] block = Answer.done(REQUEST, "", 4096, "sum", FIGURES).encode();
    assertThat(new String(block, StandardCharsets.US_ASCII))
        .contains("\nfigure.ms.filter=20\nfigure.ms.until-begun=1\nfigure.ms.write=300\n")
        .contains("\nfigure.pages.cache=102\nfigure.pages.cache-private=103\n")
        .contains("\nfigure.pages.kept=100\n");
    assertThat(new String(Answer.failed(REQUEST, "no room").encode(), StandardCharsets.US_ASCII))
        .doesNotContain("figure");
  }
}
