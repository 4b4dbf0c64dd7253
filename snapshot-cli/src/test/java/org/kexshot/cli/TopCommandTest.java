package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.store.TestDump;

/** What {@code kexshot} says of itself. */
class TopCommandTest {
  /** Tests run without a toolkit around them. */
  @Test
  void aToolkitWithoutAListOfPartsIsToldOf() {
    CommandRun run = CommandRun.of("--licences");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).startsWith("kexshot: ").contains("bom.json: no such file");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void withoutACommandItPrintsItsUsage() {
    CommandRun run = CommandRun.of("--debug");
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Usage: kexshot ").contains("--licences");
  }

  @Test
  void whoAsksForDetailsIsToldWhatIsUsed(@TempDir Path temporary) throws Exception {
    Path dump = temporary.resolve("a.dump");
    TestDump.write(dump, new Random(1), 0);
    String repository = temporary.resolve("repository").toString();
    CommandRun.of("import", "-r", repository, dump.toString(), "--label", "stored");
    CommandRun plain = CommandRun.of("diff", "-r", repository, "stored", "stored");
    assertThat(plain.err()).doesNotContain("repository").doesNotContain("image ");
    for (String[] command :
        new String[][] {
          {"diff", "-r", repository, "stored", "stored", "--verbose"},
          {"--verbose", "diff", "-r", repository, "stored", "stored"}
        }) {
      CommandRun run = CommandRun.of(command);
      assertThat(run.out()).isEqualTo(plain.out());
      assertThat(run.err())
          .contains("kexshot: repository " + repository + "\n")
          .containsPattern(
              "kexshot: image [0-9a-f]+ stored: i686.*, 256 KiB of RAM, 64 pages kept");
    }
  }

  @Test
  void aProcessTellsWhatItTook() {
    assertThat(ProcessReport.line())
        .matches(
            "took [0-9.]+ s, [0-9.]+ s of the processors, .* of memory at most.* read from disks,"
                + " .* written to them");
  }

  @Test
  void helpOfACommandIsItsHelp() {
    assertThat(Main.withHelpAsked("help")).containsExactly("--help");
    assertThat(Main.withHelpAsked("help", "index", "update"))
        .containsExactly("index", "update", "--help");
    assertThat(Main.withHelpAsked("snap", "help")).containsExactly("snap", "help");
  }
}
