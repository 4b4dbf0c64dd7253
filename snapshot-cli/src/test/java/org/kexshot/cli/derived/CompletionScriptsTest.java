package org.kexshot.cli.derived;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.CommandRun;
import org.kexshot.cli.ShellCommands;

/** Scripts for shells: bash runs its own, that of fish is read as fish would. */
@Timeout(120)
class CompletionScriptsTest {
  /** A word between quotes, in which a quote and a backslash are escaped; or one of neither. */
  private static final Pattern FISH_LINE =
      Pattern.compile("complete -c kexshot( ('(\\\\['\\\\]|[^'\\\\])*'|[^ '\\\\]+))+");

  @TempDir private Path directory;

  @Test
  void bashCompletesCommandsOptionsAndValues() throws Exception {
    Path script = directory.resolve("kexshot.bash");
    Files.writeString(script, CommandRun.of("completion", "bash").out());
    assertThat(bash("bash -n " + script)).isEmpty();
    assertThat(replies(script, "kexshot", "sta")).containsExactlyInAnyOrder("stack", "stats");
    assertThat(replies(script, "kexshot", "key", "")).contains("add", "remove", "list");
    assertThat(replies(script, "kexshot", "ps", "--t"))
        .containsExactlyInAnyOrder("--threads", "--tree");
    assertThat(replies(script, "kexshot", "snap", "x", "--met")).containsExactly("--method");
    assertThat(replies(script, "kexshot", "snap", "--method", "l")).containsExactly("live");
    assertThat(replies(script, "kexshot", "snap", "--method", "=", "l")).containsExactly("live");
    assertThat(replies(script, "kexshot", "snap", "--method", "="))
        .containsExactlyInAnyOrder("auto", "kernel", "live", "memory");
    assertThat(replies(script, "kexshot", "export", "x", "--format", ""))
        .containsExactlyInAnyOrder("kdump", "elf");
    assertThat(replies(script, "kexshot", "key", "add", "--no")).isNotEmpty();
  }

  @Test
  void bashCompletesFilesWhereACommandTakesOne() throws Exception {
    Path script = directory.resolve("kexshot.bash");
    Files.writeString(script, CommandRun.of("completion", "bash").out());
    Path dump = Files.createFile(directory.resolve("a dump.elf"));
    String begun = directory.resolve("a d").toString();
    for (String command : List.of("import", "ps", "diff", "filter", "shell")) {
      assertThat(replies(script, "kexshot", command, begun))
          .as(command)
          .containsExactly(dump.toString());
    }
    assertThat(replies(script, "kexshot", "diff", "x", begun)).containsExactly(dump.toString());
    assertThat(replies(script, "kexshot", "list", "-r", begun)).containsExactly(dump.toString());
    assertThat(replies(script, "kexshot", "list", "--where", begun)).allMatch(String::isEmpty);
  }

  /** What bash would offer; {@code compopt} is for its line editor alone. */
  private List<String> replies(Path script, String... words) throws Exception {
    String program =
        """
        source %s
        compopt() { :; }
        COMP_WORDS=(%s)
        COMP_CWORD=%d
        COMP_LINE="${COMP_WORDS[*]}"
        _complete_kexshot
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(script, quoted(words), words.length - 1);
    return bash(program).lines().map(String::strip).distinct().toList();
  }

  private static String quoted(String... words) {
    return "'" + String.join("' '", words) + "'";
  }

  private String bash(String program) throws Exception {
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", program).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  @Test
  void zshReadsTheScriptOfBash() {
    assertThat(CommandRun.of("completion", "zsh").out()).contains("bashcompinit", "ZSH_VERSION");
  }

  @Test
  void fishIsToldOfEveryCommand() throws IOException {
    CommandRun run = CommandRun.of("completion", "fish");
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    for (String name : new ShellCommands().names()) {
      assertThat(lines).anyMatch(line -> line.contains("'__kexshot_at' -a '" + name + "' -d '"));
    }
    assertThat(lines)
        .anyMatch(line -> line.startsWith("complete -c kexshot -n '__kexshot_at key' -a 'add'"))
        .anyMatch(
            line -> line.startsWith("complete -c kexshot -n '__kexshot_in ps' -s p -l pid -r"))
        .filteredOn(line -> line.startsWith("complete"))
        .allMatch(line -> FISH_LINE.matcher(line).matches());
  }
}
