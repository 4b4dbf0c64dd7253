package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.store.TestDump;

/** What is said of names that nothing has, and by which names snapshots are known. */
class SuggestionTest {
  @TempDir private Path directory;
  private String repository;

  @BeforeEach
  void storeSnapshots() throws IOException {
    repository = "--repository=" + directory.resolve("repository");
    for (String label : new String[] {"before", "after"}) {
      Path dump = directory.resolve(label);
      TestDump.write(dump, new Random(label.length()), 0);
      assertThat(CommandRun.of("import", dump.toString(), "--label=" + label, repository).code())
          .isZero();
    }
  }

  @Test
  void theNewestSnapshotsAreCountedBack() throws IOException {
    assertThat(label("@last")).isEqualTo("after");
    assertThat(label("@last-0")).isEqualTo("after");
    assertThat(label("@last-1")).isEqualTo("before");
    assertThat(label("latest~1")).isEqualTo("before");
    CommandRun beyond = CommandRun.of("show", "@last-2", repository);
    assertThat(beyond.code()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(beyond.err()).contains("@last-2: there are 2 snapshots");
    assertThat(CommandRun.of("diff", "@last-1", "@last", repository).code()).isZero();
  }

  private String label(String reference) throws IOException {
    return CommandRun.of("show", reference, "--json", repository).json().get("label").asText();
  }

  @Test
  void anUnknownSnapshotIsToldWithTheNearest() throws IOException {
    assertThat(CommandRun.of("show", "befroe", repository).err())
        .contains("did you mean before?")
        .hasLineCount(1);
    String id = CommandRun.of("show", "before", "--json", repository).json().get("id").asText();
    String wrong = id.substring(0, 9) + (id.charAt(9) == '0' ? '1' : '0');
    assertThat(CommandRun.of("show", wrong, repository).err())
        .contains("did you mean " + id.substring(0, 10) + "?");
    assertThat(CommandRun.of("show", "something else", repository).err())
        .doesNotContain("did you mean");
  }

  @Test
  void anUnknownCommandOrOptionIsToldWithTheNearest() {
    CommandRun command = CommandRun.of("raed");
    assertThat(command.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(command.err()).contains("Did you mean kexshot read?");
    assertThat(CommandRun.of("key", "lst").err()).contains("Did you mean kexshot key list?");
    assertThat(CommandRun.of("ps", "x", "--treads").err()).contains("--threads");
    assertThat(CommandRun.of("list", "--repositroy=x").err())
        .contains("Did you mean --repository?");
    assertThat(CommandRun.of("list", "--qqqqqqqq").err())
        .doesNotContain("Did you mean")
        .contains("See \"kexshot list --help\"");
  }

  @Test
  void noLabelMayMeanTheNewest() {
    CommandRun run =
        CommandRun.of(
            "import", directory.resolve("before").toString(), "--label=@last", repository);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err()).contains("'@last' means the newest snapshots");
  }
}
