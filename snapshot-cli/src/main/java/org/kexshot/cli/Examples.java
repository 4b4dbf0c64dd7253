package org.kexshot.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What stands at the end of each command's {@code --help}: command lines, each of which a test has
 * read, and commands that are of use with it. They are kept as text, which is read only where help
 * is asked for: behind {@code # COMMAND} a line each for examples, without {@code kexshot}, and one
 * of {@code see COMMAND, ...}.
 *
 * @param lines command lines, without {@code kexshot}
 * @param related names of other commands
 */
record Examples(List<String> lines, List<String> related) {
  private static final String FILE = "examples.txt";
  private static final String COMMAND = "# ";
  private static final String RELATED = "see ";

  /** Those of all commands, by name. */
  static Map<String, Examples> all() {
    Map<String, Examples> all = new LinkedHashMap<>();
    Examples last = null;
    for (String line : text().split("\n")) {
      if (line.startsWith(COMMAND)) {
        last = new Examples(new ArrayList<>(), new ArrayList<>());
        all.put(line.substring(COMMAND.length()), last);
      } else if (line.startsWith(RELATED)) {
        last.related.addAll(List.of(line.substring(RELATED.length()).split(", ")));
      } else {
        last.lines.add(line.strip());
      }
    }
    return all;
  }

  private static String text() {
    try (InputStream file = Examples.class.getResourceAsStream(FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds to the help of commands, which stand under their names, those that they have. */
  static void addTo(Map<String, CommandSpec> commands) {
    Map<String, Examples> all = all();
    commands.forEach(
        (name, command) -> {
          if (all.containsKey(name)) {
            all.get(name).addTo(command);
          }
        });
  }

  private void addTo(CommandSpec command) {
    List<String> footer = new ArrayList<>();
    lines.forEach(line -> footer.add("  kexshot " + line.replace("%", "%%")));
    footer.add("");
    footer.add("See also: " + String.join(", ", related) + ". Exit codes: kexshot --help.");
    command.usageMessage().footerHeading("%nExamples:%n").footer(footer.toArray(String[]::new));
  }
}
