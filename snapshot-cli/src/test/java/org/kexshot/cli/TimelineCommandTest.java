package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;

class TimelineCommandTest {
  @TempDir private Path directory;
  private String image;
  private String map;

  @BeforeEach
  void writeImage() throws IOException {
    Path file = directory.resolve("image");
    KernelFixture.write(file);
    image = file.toString();
    map = "--map=" + KernelFixture.map(file);
  }

  @Fault("One image where two are compared is told in the words of a library, and not what to do")
  @ParameterizedTest
  @ValueSource(strings = {"timeline", "diff", "diff --json", "baseline -o no-baseline"})
  void takesTwoImagesOrMore(String command) {
    String line = command + " " + image;
    CommandRun run = CommandRun.of(line.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(command.split(" ")[0] + " compares two images or more, and " + image)
        .contains("`kexshot list` names the snapshots");
  }

  @Test
  void optionsMayStandBetweenImages() {
    CommandRun run = CommandRun.of("diff", image, "--json", image, map);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void aRoundTripTakesThreeImages() {
    CommandRun run = CommandRun.of("diff", "--round-trip", image, image, map);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("three images");
  }

  @Test
  void namesTheKindsThatThereAre() {
    CommandRun run = CommandRun.of("timeline", "--kind", "proces", image, image, map);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("'proces' is no kind of kernel object; give one of process, thread,");
  }

  @Fault("`diff --fail-on` of three images ends with 0 and judges nothing")
  @Test
  void conditionsAreForTwoImages() {
    CommandRun run =
        CommandRun.of("diff", "--fail-on=modules", "--noise", image, image, image, map);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--fail-on, --noise: for two images alone");
  }

  @Test
  void namesTheImageWhoseObjectsCannotBeRead() {
    for (String[] line :
        new String[][] {
          {"timeline", image, image, map},
          {"diff", image, image, image, map},
          {"diff", "--round-trip", image, image, image, map}
        }) {
      CommandRun run = CommandRun.of(line);
      assertThat(run.code()).as(line[0]).isEqualTo(9);
      assertThat(run.err())
          .contains(image + " cannot be compared with others")
          .contains("--system-map FILE");
    }
  }

  @Test
  void withoutImagesAsksTheRepository() {
    CommandRun run =
        CommandRun.of("timeline", "--repository", directory.resolve("none").toString());
    assertThat(run.code()).isEqualTo(6);
  }
}
