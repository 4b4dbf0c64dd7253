package org.kexshot.documentation;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.documentation.ConsoleSession.Step;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestShell;

/**
 * The tutorial's commands, one after the other in one guest, answer as it says. What they answered
 * is in {@code target/tutorial.txt}, by which the tutorial is brought up to date.
 */
class TutorialIT {
  private static final Path TUTORIAL = Path.of("../docs/tutorial.md");
  private static final Path ANSWERS = Path.of("target/tutorial.txt");
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @Test
  void everyCommandAnswersAsItIsShown() throws IOException {
    Files.writeString(ANSWERS, "");
    ConsoleSession tutorial = ConsoleSession.read(TUTORIAL);
    try (CaptureGuest guest =
        CaptureGuest.boot(GuestArchitecture.X86_64, "tutorial", settings -> settings)) {
      assertSoftly(softly -> follow(tutorial, guest.guest().shell(), softly));
    }
  }

  private static void follow(ConsoleSession tutorial, GuestShell shell, SoftAssertions softly) {
    softly.assertThat(tutorial.steps()).isNotEmpty();
    for (Step step : tutorial.steps()) {
      String command = "PATH=/opt/kexshot/bin:$PATH; cd /tmp; " + step.command();
      softly
          .assertThatCode(() -> answered(step, shell.exec(command, PATIENCE), softly))
          .doesNotThrowAnyException();
    }
  }

  private static void answered(Step step, ExecResult result, SoftAssertions softly)
      throws IOException {
    Files.writeString(
        ANSWERS, "%s$ %s%n%s".formatted(Files.readString(ANSWERS), step.command(), result.text()));
    softly.assertThat(result.exitCode()).as("%s%n%s", step.command(), result.errorText()).isZero();
    softly
        .assertThat(step.isAnswered(result.text()))
        .as(
            "%s answered%n%s%nand in the tutorial it is%n%s",
            step.command(), result.text(), step.answer())
        .isTrue();
  }
}
