package org.kexshot.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a document shows of a terminal: in blocks marked {@code console}, lines that begin with
 * {@code $} are typed, and the lines below are answers. In an answer {@code …} stands for what
 * varies: for any characters, and alone in a line for any lines.
 *
 * @param steps in the order of the document
 */
record ConsoleSession(List<Step> steps) {
  private static final String BEGIN = "```console";
  private static final String END = "```";
  private static final String PROMPT = "$ ";
  private static final String VARIES = "…";

  /**
   * A command and its answer.
   *
   * @param answer as the document has it, each line with its end
   */
  record Step(String command, String answer) {
    /** Whether a text is such an answer. */
    boolean isAnswered(String text) {
      return pattern().matcher(text).matches();
    }

    private Pattern pattern() {
      StringBuilder expression = new StringBuilder();
      for (String line : answer.lines().toList()) {
        if (line.strip().equals(VARIES)) {
          expression.append("(?:[^\n]*\n)*?");
        } else {
          for (String part : line.split(VARIES, -1)) {
            expression.append(Pattern.quote(part)).append("[^\n]*");
          }
          expression.setLength(expression.length() - "[^\n]*".length());
          expression.append('\n');
        }
      }
      return Pattern.compile(expression.toString());
    }
  }

  static ConsoleSession read(Path document) throws IOException {
    return of(Files.readAllLines(document));
  }

  static ConsoleSession of(List<String> lines) {
    List<Step> steps = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      if (line.equals(BEGIN) || line.equals(END)) {
        inside = line.equals(BEGIN);
      } else if (inside && line.startsWith(PROMPT)) {
        steps.add(new Step(line.substring(PROMPT.length()), ""));
      } else if (inside && !steps.isEmpty()) {
        Step last = steps.remove(steps.size() - 1);
        steps.add(new Step(last.command(), last.answer() + line + "\n"));
      }
    }
    return new ConsoleSession(List.copyOf(steps));
  }
}
