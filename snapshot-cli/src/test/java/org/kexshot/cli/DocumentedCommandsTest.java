package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command line that a document shows in a block of its own can be read. */
class DocumentedCommandsTest {
  private static final Path TOP = Path.of("..");
  private static final String FENCE = "```";
  private static final String INDENT = "    ";

  private static final String PROMPT_OF_THE_SHELL = "kexshot \\S+> .*";
  private static final String MODEL =
      "../analyzer/src/main/resources/org/kexshot/diff/noise/other-boot.noise";

  /** Of the script at the top of a checkout, which are no commands of the toolkit. */
  private static final List<String> OF_THE_CHECKOUT = List.of("test", "demo", "dist", "docs");

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(TOP.resolve("README.md")));
    for (String place : List.of("docs", "samples")) {
      try (Stream<Path> files = Files.walk(TOP.resolve(place))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    return documents;
  }

  /** The lines of blocks; one that ends with a backslash goes on in the next. */
  private static List<String> blocks(Path document) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean fenced = false;
    String open = "";
    for (String line : Files.readAllLines(document)) {
      if (line.strip().startsWith(FENCE)) {
        fenced = !fenced;
      } else if (fenced || line.startsWith(INDENT)) {
        String whole = open + line.strip();
        open = whole.endsWith("\\") ? whole.substring(0, whole.length() - 1) : "";
        if (open.isEmpty()) {
          lines.add(whole);
        }
      }
    }
    return lines;
  }

  /** The words behind {@code kexshot}, of each command that begins with it. */
  private static List<List<String>> commands(String line) {
    List<List<String>> found = new ArrayList<>();
    if (line.matches(PROMPT_OF_THE_SHELL)) {
      return found;
    }
    for (List<String> command : ShellWords.commands(line)) {
      List<String> words = new ArrayList<>(command);
      words.removeIf(word -> found.isEmpty() && List.of("$", "#", "sudo", "time").contains(word));
      boolean isScript = !words.isEmpty() && words.get(0).equals("./kexshot");
      boolean isKexshot = isScript || !words.isEmpty() && words.get(0).equals("kexshot");
      if (isKexshot && !(isScript && words.size() > 1 && OF_THE_CHECKOUT.contains(words.get(1)))) {
        found.add(
            words.subList(1, words.size()).stream().map(DocumentedCommandsTest::existing).toList());
      }
    }
    return found;
  }

  /** A file of a noise model is looked into where it stands for one of two images. */
  private static String existing(String word) {
    return word.endsWith(".noise") ? MODEL : word;
  }

  private static Stream<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path document : documents()) {
      for (String line : blocks(document)) {
        if (!commands(line).isEmpty()) {
          lines.add(TOP.relativize(document) + ": " + line);
        }
      }
    }
    return lines.stream();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void canBeRead(String documentAndLine) {
    for (List<String> command : commands(documentAndLine.split(": ", 2)[1])) {
      String[] words = command.toArray(String[]::new);
      assertThatCode(() -> Main.commandLine(words).parseArgs(words)).doesNotThrowAnyException();
    }
  }

  @Test
  void linesAreTakenApartAsAShellDoes() {
    assertThat(ShellWords.commands("a 'b c'd \"e'f\" | g>h && i # j"))
        .containsExactly(List.of("a", "b cd", "e'f"), List.of("g"), List.of("h"), List.of("i"));
    assertThat(commands("$ sudo kexshot ps a | kexshot shell b; ./kexshot test"))
        .containsExactly(List.of("ps", "a"), List.of("shell", "b"));
  }
}
