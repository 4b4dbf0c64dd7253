package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code search} in memory itself. */
class MemorySearchCommandTest {
  @TempDir private Path directory;
  private Path repository;

  @BeforeEach
  void importImages() throws IOException {
    Path image = directory.resolve("image");
    repository = directory.resolve("repository");
    KernelFixture.write(image);
    for (String label : new String[] {"first", "second"}) {
      CommandRun imported =
          CommandRun.of(
              "import",
              image.toString(),
              "--map=" + KernelFixture.map(image),
              "--label=" + label,
              "--repository=" + repository);
      assertThat(imported.code()).as(imported.err()).isZero();
    }
  }

  private CommandRun search(String... options) {
    String[] line = new String[options.length + 2];
    line[0] = "search";
    line[1] = "--repository=" + repository;
    System.arraycopy(options, 0, line, 2, options.length);
    return CommandRun.of(line);
  }

  @Test
  void aHitSaysWhereItIsAndWhatShowsMore() throws IOException {
    JsonNode found = search("--bytes=5a 5a ?? 5a", "--json", "--context=2").json();

    assertThat(found.get("total").asInt()).isPositive();
    JsonNode hit = found.get("hits").get(0);
    assertThat(hit.get("snapshots")).hasSize(2);
    assertThat(hit.get("bytes").asText()).isEqualTo("5a5a5a5a");
    String[] command = hit.get("command").asText().split(" ");
    CommandRun read =
        CommandRun.of("read", command[2], command[3], command[4], command[5], command[6], "4");
    assertThat(command[0]).isEqualTo("kexshot");
    assertThat(read.out()).as(read.err()).contains("5a 5a 5a 5a");
  }

  @Test
  void oneSnapshotOrRepositoryCanBeNamed() {
    CommandRun all = search("--regex=Z{4}", "--no-owners");

    assertThat(all.code()).as(all.err()).isZero();
    assertThat(all.out()).contains("in first second").contains("kexshot read");
    assertThat(search("--regex=Z{4}", "--no-owners", "second").out()).contains("in second\n");
    assertThat(search("--regex=Z{4}", "--no-owners", repository.toString()).out())
        .isEqualTo(all.out());
    assertThat(search("--text=zzzz", "--no-owners", "--ignore-case").out())
        .contains("in first second");
    assertThat(search("--text=zzzz", "--no-owners").out()).startsWith("0 found");
  }

  /** The index changes nothing but how many pages are read. */
  @Test
  void theIndexIsMadeWhenItIsNeeded() throws IOException {
    String read = "\"readPages\" : [0-9]+";
    CommandRun without = search("--text=ZZZZZZZZ", "--no-strings", "--no-owners", "--json");
    assertThat(repository.resolve("cache/strings")).doesNotExist();
    CommandRun first = search("--text=ZZZZZZZZ", "--no-owners", "--json");
    CommandRun again = search("--regex=ZZZZZZZZ+", "--no-owners", "--json");

    assertThat(without.json().get("total").asInt()).isPositive();
    assertThat(first.out().replaceAll(read, "")).isEqualTo(without.out().replaceAll(read, ""));
    assertThat(first.json().get("readPages").asInt())
        .isPositive()
        .isLessThan(without.json().get("readPages").asInt());
    assertThat(again.json().get("total").asInt()).isPositive();
    assertThat(search("--text=nosuchtext", "--json").json().get("readPages").asInt())
        .isLessThan(without.json().get("readPages").asInt());
    assertThat(search("--bytes=5a5a", "--no-owners", "--json").json().get("readPages").asInt())
        .isEqualTo(without.json().get("readPages").asInt());
  }

  /** Whose the memory of this kernel is cannot be told, so that it is nobody's who is asked for. */
  @Test
  void aQueryCanAskOfMemory() throws IOException {
    JsonNode all = search("--text=ZZZZ", "--json").json();

    assertThat(search("text:ZZZZ", "--json").json().get("hits")).isEqualTo(all.get("hits"));
    assertThat(search("text:zzzz", "--ignore-case", "--no-owners").out()).doesNotStartWith("0 ");
    assertThat(search("text:ZZZZ snapshot:second", "--no-owners").out()).contains("in second\n");
    CommandRun owned = search("text:ZZZZ NOT owner.kind:slab");
    assertThat(owned.out()).startsWith("0 found");
    assertThat(owned.err()).contains("owners are not known");
    assertThat(search("text:ZZZZ owner.kind:slab", "--no-owners").err())
        .contains("--no-owners: the query asks for an owner");
    assertThat(search("text:ZZZZ kind:process").err())
        .contains("'kind:' cannot stand beside text:");
    assertThat(search("text:ZZZZ", "--sort=size").code()).isEqualTo(2);
    assertThat(search("text:ZZZZ machine:web17").err())
        .contains("machine: of many machines a server is asked: --server URL");
  }

  /** Before anything is asked of a server. */
  @Test
  void whatAServerCannotAnswerIsRefused() {
    String server = "--server=http://127.0.0.1:1";
    for (String[] wrong :
        new String[][] {
          {server, "--regex=Z{4}", "in memory of this machine alone; a server is asked by 'text:"},
          {server, "--bytes=5a", "in memory of this machine alone"},
          {server, "--snapshot=first", "text:ZZZZZZ", "a server knows only the snapshot that"},
          {server, "--sort=size", "text:ZZZZZZ", "--sort, --facet: of objects alone"},
          {server, "text:ZZZZZZ owner:nginx", "a server does not know whose memory it is"},
          {server, "text:ZZZZZ", "less than 6 characters may stand alone"}
        }) {
      CommandRun run = search(Arrays.copyOf(wrong, wrong.length - 1));
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).contains(wrong[wrong.length - 1]);
    }
  }

  @Test
  void wrongPatternsAreRefused() {
    CommandRun regex = search("--regex=a(b");
    assertThat(regex.code()).isEqualTo(2);
    assertThat(regex.err()).contains("'a(b' at character 4: ')' expected");
    assertThat(search("--bytes=7").code()).isEqualTo(2);
    assertThat(search("--bytes=7f", "--regex=a").code()).isEqualTo(2);
    assertThat(search("--text=a", "one", "two").code()).isEqualTo(2);
    assertThat(search().err()).contains("what to look for is missing");
    assertThat(search("--text=a", "third").code()).isEqualTo(3);
  }
}
