package org.kexshot.cli.derived;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.CommandRun;
import org.kexshot.cli.ShellCommands;

/** Pages of the manual, as a directory of them is written. */
class ManPageTest {
  /** Requests of {@code man(7)} that pages are made of. */
  private static final Set<String> REQUESTS = Set.of(".TH", ".SH", ".TP", ".PP", ".nf", ".fi");

  private static final Pattern DOCUMENT = Pattern.compile("\\bdocs/[\\w/-]+\\.md\\b");

  @TempDir private static Path directory;
  private static List<Path> pages;

  @BeforeAll
  static void write() throws IOException {
    assertThat(CommandRun.of("completion", "man", directory.toString()).code()).isZero();
    try (Stream<Path> files = Files.list(directory)) {
      pages = files.sorted().toList();
    }
  }

  @Test
  void everyCommandHasAPage() {
    Set<String> names =
        pages.stream().map(page -> page.getFileName().toString()).collect(Collectors.toSet());
    assertThat(names).contains("kexshot.1", "kexshot-key-add.1", "kexshot-capture-load.1");
    for (String command : new ShellCommands().names()) {
      assertThat(names).contains("kexshot-" + command + ".1");
    }
  }

  @Test
  void aPageHasTheUsualSections() throws IOException {
    for (Path page : pages) {
      List<String> lines = Files.readAllLines(page);
      assertThat(lines.get(0)).startsWith(".TH \"KEXSHOT");
      assertThat(lines.stream().filter(line -> line.startsWith(".SH ")).toList())
          .as(page.toString())
          .contains(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH EXIT STATUS", ".SH FILES")
          .endsWith(".SH SEE ALSO");
      assertThat(lines)
          .filteredOn(line -> line.startsWith(".") || line.startsWith("'"))
          .allMatch(line -> REQUESTS.contains(line.split(" ")[0]));
      assertThat(lines).noneMatch(line -> line.contains("${") || line.contains("%n"));
    }
    assertThat(directory.resolve("kexshot.1"))
        .content()
        .contains("\\fB17\\fR", "\\fBkexshot ps\\fR");
    assertThat(directory.resolve("kexshot-ps.1"))
        .content()
        .contains("kexshot\\-ps \\- List the processes of an image\n", "\\fB\\-\\-tree\\fR");
  }

  /** Each page that is referred to is there. */
  @Test
  void referencesLeadSomewhere() throws IOException {
    for (Path page : pages) {
      List<String> lines = Files.readAllLines(page);
      String references = lines.get(lines.size() - 1);
      for (String reference : references.split(", ")) {
        String name = reference.replaceAll("\\\\fB(.*)\\\\fR\\(1\\)", "$1").replace("\\-", "-");
        assertThat(directory.resolve(name + ".1")).as(reference).exists();
      }
    }
  }

  @Test
  void documentsThatAreNamedAreThere() throws IOException {
    List<String> named = new ArrayList<>();
    for (Path page : pages) {
      DOCUMENT
          .matcher(Files.readString(page).replace("\\-", "-"))
          .results()
          .forEach(document -> named.add(document.group()));
    }
    assertThat(named).contains("docs/kinds.md", "docs/json.md");
    assertThat(named).allSatisfy(document -> assertThat(Path.of("..", document)).exists());
  }

  /** The tests above hold the pages where it is missing. */
  static boolean hasGroff() {
    return Files.isExecutable(Path.of("/usr/bin/groff"));
  }

  @Test
  @EnabledIf("hasGroff")
  void groffHasNothingToSay() throws Exception {
    List<String> line = new ArrayList<>(List.of("groff", "-ww", "-man", "-K", "utf8", "-Tutf8"));
    pages.forEach(page -> line.add(page.toString()));
    Process groff =
        new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(new String(groff.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(groff.waitFor()).isZero();
  }
}
