package org.kexshot.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.documentation.ConsoleSession.Step;

class SessionPictureTest {
  /** The tutorial is what is tried, and the picture shows what it says. */
  @Test
  void showsTheTutorial() throws IOException {
    Path drawn = Path.of("target/session.svg");
    Files.writeString(
        drawn, SessionPicture.of(ConsoleSession.read(Path.of("../docs/tutorial.md"))));
    assertThat(Path.of("../docs/images/session.svg"))
        .as("the tutorial was changed: copy snapshot-cli/%s there", drawn)
        .hasSameTextualContentAs(drawn);
  }

  @Test
  void longAnswersAreCutAndTextIsNoMarkup() {
    Step step = new Step("a <b & c", "line\n".repeat(99) + "last\n");
    assertThat(SessionPicture.of(new ConsoleSession(List.of(step))))
        .contains("a &lt;b &amp; c", "…")
        .doesNotContain("last");
  }
}
