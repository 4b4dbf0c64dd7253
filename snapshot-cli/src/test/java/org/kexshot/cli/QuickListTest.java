package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  /** What was printed once is printed again without a look at the manifests, until one changes. */
  @Test
  void printsWhatItPrintedBeforeUntilSomethingChanges() throws Exception {
    String expected = CommandRun.of("list", "-r", repository).out();
    Path kept = Path.of(repository, "cache", "list");
    printed("list", "-r", repository);
    assertThat(kept).doesNotExist();
    Thread.sleep(2_100);
    printed("list", "-r", repository);
    assertThat(Files.readString(kept)).endsWith(expected);
    Files.delete(Path.of(repository, "cache", "snapshots"));
    assertThat(printed("list", "-r", repository)).isEqualTo(expected);
    assertThat(Path.of(repository, "cache", "snapshots")).doesNotExist();

    byte[] damaged = Files.readAllBytes(kept);
    damaged[damaged.length - 2] ^= 1;
    Files.write(kept, damaged);
    assertThat(printed("list", "-r", repository)).isEqualTo(expected);
    assertThat(Files.readString(kept)).endsWith(expected);

    try (Stream<Path> manifests = Files.list(Path.of(repository, "snapshots"))) {
      Files.delete(manifests.findFirst().orElseThrow());
    }
    assertThat(printed("list", "-r", repository))
        .isEqualTo(CommandRun.of("list", "-r", repository).out())
        .isNotEqualTo(expected);
  }

  /** Which may print something else of the same repository. */
  @Test
  void doesNotPrintWhatAnotherBuildPrinted() throws Exception {
    Thread.sleep(2_100);
    printed("list", "-r", repository);
    Path outlines = Path.of(repository, "cache", "snapshots");
    Files.delete(outlines);
    String classes = System.getProperty("java.class.path");
    System.setProperty(
        "java.class.path", Files.createFile(temporary.resolve("kexshot.jar")).toString());
    try {
      printed("list", "-r", repository);
    } finally {
      System.setProperty("java.class.path", classes);
    }
    assertThat(outlines).exists();
  }

  /** A note may change what a list says, and a link may lead anywhere. */
  @Test
  void keepsNothingOfARepositoryWithNotesAndFollowsNoLink() throws Exception {
    Path kept = Path.of(repository, "cache", "list");
    Thread.sleep(2_100);
    printed("list", "-r", repository);
    Path elsewhere = Files.move(kept, temporary.resolve("elsewhere"));
    Files.createSymbolicLink(kept, elsewhere);
    String text = Files.readString(elsewhere);
    Files.writeString(elsewhere, text.replace("40", "41"));
    assertThat(printed("list", "-r", repository))
        .isEqualTo(CommandRun.of("list", "-r", repository).out());
    assertThat(CommandRun.of("tag", "-r", repository, "@last", "+build=9").code()).isZero();
    assertThat(printed("list", "-r", repository)).contains("build=9");
    assertThat(Files.readString(kept)).doesNotContain("build=9");
  }

  private static String printed(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean isDone = QuickList.print(out, arguments);
    assertThat(isDone).isEqualTo(out.size() > 0);
    return out.toString(StandardCharsets.UTF_8);
  }
}
