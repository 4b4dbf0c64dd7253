package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.index.SearchIndex;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchSyntaxException;
import picocli.CommandLine.ParameterException;

/** Every command line of the documentation is one that kexshot takes. */
class DocumentedCommandsTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern COMMAND =
      Pattern.compile("(?:\\$ |# )?(?:[A-Z_]+=\\S+ )*(?:sudo )?(?:\\./)?kexshot ([a-z-]+(?: .*)?)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|\\S+");

  /** What follows is a comment, or another program's. */
  private static final Pattern END = Pattern.compile("\\s+#.*|\\s(?:\\||>|<|&&|;|2>).*|;.*");

  /** Those of the script `./kexshot` itself. */
  private static final List<String> OF_THE_SCRIPT = List.of("demo", "test", "docs", "dist");

  @TempDir private Path directory;

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(TOP.resolve("README.md")));
    try (Stream<Path> files = Files.walk(TOP.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents;
  }

  /** Lines of code, those that go on behind a backslash put together. */
  private static List<String> code(Path document) throws IOException {
    List<String> code = new ArrayList<>();
    boolean fenced = false;
    String begun = "";
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith("```")) {
        fenced = !fenced;
      } else if (fenced || line.startsWith("    ")) {
        String whole = begun + line.strip();
        begun = whole.endsWith("\\") ? whole.substring(0, whole.length() - 1) : "";
        if (begun.isEmpty()) {
          code.add(whole);
        }
      }
    }
    return code;
  }

  /** As a shell takes a line apart that has quotes around whole words. */
  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String quoted = word.group(1) == null ? word.group(2) : word.group(1);
      words.add(quoted == null ? word.group() : quoted);
    }
    return words.toArray(String[]::new);
  }

  /** Command lines that leave nothing out. */
  private static List<String[]> commands(Path document) throws IOException {
    List<String[]> commands = new ArrayList<>();
    for (String line : code(document)) {
      Matcher command = COMMAND.matcher(line);
      if (command.matches() && !line.contains("…")) {
        String[] words = words(END.matcher(command.group(1)).replaceFirst(""));
        if (!OF_THE_SCRIPT.contains(words[0])) {
          commands.add(words);
        }
      }
    }
    return commands;
  }

  @Test
  void eachIsTaken() throws IOException {
    List<String> refused = new ArrayList<>();
    int count = 0;
    for (Path document : documents()) {
      for (String[] words : commands(document)) {
        count++;
        try {
          Main.commandLine(words).parseArgs(words);
        } catch (ParameterException wrong) {
          // Whether --baseline names a file is told by whether it is there.
          if (!wrong.getMessage().contains("a second image expected")) {
            refused.add(
                "%s: %s: %s"
                    .formatted(
                        TOP.relativize(document), String.join(" ", words), wrong.getMessage()));
          }
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(count).isGreaterThan(100);
  }

  @Test
  void eachQueryIsOne() throws IOException {
    List<String> refused = new ArrayList<>();
    int count = 0;
    try (SearchIndex index = SearchIndex.open(directory)) {
      for (Path document : documents()) {
        for (String[] words : commands(document)) {
          if (words[0].equals("search")
              && !words[1].startsWith("-")
              && !words[1].contains("text:")) {
            count++;
            try {
              index.search(SearchRequest.of(words[1], 1));
            } catch (SearchSyntaxException wrong) {
              // An empty index knows no snapshot.
              if (!wrong.getMessage().contains("no snapshot")) {
                refused.add(
                    "%s: %s: %s".formatted(TOP.relativize(document), words[1], wrong.getMessage()));
              }
            }
          }
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(count).isGreaterThan(10);
  }
}
