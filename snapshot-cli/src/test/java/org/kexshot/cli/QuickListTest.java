package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.render.PrintableWriter;
import org.kexshot.store.TestDump;

/** The short way of {@code list} prints what the long one prints, or nothing. */
class QuickListTest {
  @TempDir private Path temporary;
  private String repository;

  @BeforeEach
  void importDump() throws IOException {
    repository = temporary.resolve("repository").toString();
    Path dump = temporary.resolve("dump");
    TestDump.write(dump, new Random(3), 0);
    assertThat(
            CommandRun.of("import", "-r", repository, dump.toString(), "--label", "a\u001b[2J b")
                .code())
        .isZero();
  }

  @Test
  void printsWhatTheCommandPrints() {
    String expected = CommandRun.of("list", "-r", repository).out();
    assertThat(expected).contains("[2J b").doesNotContain("\u001b");
    assertThat(printed("list", "-r", repository)).isEqualTo(expected);
    assertThat(printed("list", "--repository", repository)).isEqualTo(expected);
  }

  @Test
  void leavesTheRestToTheCommand() throws IOException {
    assertThat(printed()).isEmpty();
    assertThat(printed("show", "-r", repository)).isEmpty();
    assertThat(printed("list", "-r", repository, "--json")).isEmpty();
    assertThat(printed("list", "-r", "")).isEmpty();
    assertThat(printed("list", "-r", "--help")).isEmpty();
    assertThat(printed("list", "--help")).isEmpty();
    assertThat(printed("list", "-r", temporary.resolve("none").toString())).isEmpty();
    Files.delete(Path.of(repository, "cache", "snapshots"));
    try (Stream<Path> manifests = Files.list(Path.of(repository, "snapshots"))) {
      Files.writeString(manifests.findFirst().orElseThrow(), "damaged");
    }
    assertThat(printed("list", "-r", repository)).isEmpty();
    assertThat(CommandRun.of("list", "-r", repository).err()).contains("not readable");
  }

  private static String printed(String... arguments) {
    StringWriter out = new StringWriter();
    boolean isDone = QuickList.print(PrintableWriter.printer(out), arguments);
    assertThat(isDone).isEqualTo(!out.toString().isEmpty());
    return out.toString();
  }
}
