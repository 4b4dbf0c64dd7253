package org.kexshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/faults.md} to the tests that say which fault they are for. */
class FaultTableTest {
  private static final Path TABLE = Path.of("../docs/faults.md");
  private static final Path MADE = Path.of("target/faults.md");

  @Test
  void theTableListsTheFaultOfEveryTest() throws IOException, InterruptedException {
    List<String> rows =
        Files.readAllLines(TABLE).stream().filter(line -> line.startsWith("| ")).skip(1).toList();
    List<String> without = rows.stream().map(FaultTableTest::withoutCommit).toList();
    List<String> expected = List.copyOf(rowsByPlace().values());
    if (!without.equals(expected)) {
      Files.writeString(MADE, madeAnew(expected));
    }
    assertThat(without)
        .as("as the tests have it: %s; copy it to docs/faults.md", MADE)
        .isEqualTo(expected);
  }

  /** By class and method, which is the order of the table. */
  private static SortedMap<String, String> rowsByPlace() {
    JavaClasses tests = new ClassFileImporter().importPackages("org.kexshot");
    SortedMap<String, String> rows = new TreeMap<>();
    tests.stream()
        .flatMap(test -> test.getMethods().stream())
        .filter(method -> method.isAnnotatedWith(Fault.class))
        .forEach(method -> rows.put(method.getFullName(), row(method)));
    return rows;
  }

  private static String row(JavaMethod method) {
    return "| %s | `%s.%s` |"
        .formatted(
            method.getAnnotationOfType(Fault.class).value(),
            method.getOwner().getName().substring("org.kexshot.".length()),
            method.getName());
  }

  private static String withoutCommit(String row) {
    return row.replaceFirst("\\| [0-9a-f]* \\|$", "|");
  }

  private static String madeAnew(List<String> rows) throws IOException, InterruptedException {
    String head =
        Files.readAllLines(TABLE).stream()
            .takeWhile(line -> !line.startsWith("| "))
            .collect(Collectors.joining("\n", "", "\n"));
    StringBuilder table =
        new StringBuilder(head).append("| Fault | Test | Commit |\n|---|---|---|\n");
    for (String row : rows) {
      table.append(row).append(' ').append(commit(row)).append(" |\n");
    }
    return table.toString();
  }

  /** The one that brought the test: the oldest that changed how often its name is there. */
  private static String commit(String row) throws IOException, InterruptedException {
    String method = row.substring(row.lastIndexOf('.') + 1, row.lastIndexOf('`'));
    Process git =
        new ProcessBuilder("git", "log", "--format=%h", "-S", "void " + method + "(", "--", "..")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String hashes = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    git.waitFor();
    return hashes.lines().reduce("", (first, last) -> last);
  }
}
