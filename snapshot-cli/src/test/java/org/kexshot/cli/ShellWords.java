package org.kexshot.cli;

import java.util.ArrayList;
import java.util.List;

/** Takes the commands of a shell's line apart, as far as documents use a shell's language. */
final class ShellWords {
  private static final String ENDS_COMMAND = "|;&><()";

  private final List<List<String>> commands = new ArrayList<>(List.of(new ArrayList<>()));
  private final StringBuilder word = new StringBuilder();
  private boolean begun;
  private char quote;

  private ShellWords() {}

  /** Each command's words; what stands behind a redirection is a command too, of one word. */
  static List<List<String>> commands(String line) {
    ShellWords words = new ShellWords();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '#' && !words.begun && words.quote == 0) {
        break;
      }
      words.take(c);
    }
    words.end();
    return words.commands.stream().filter(command -> !command.isEmpty()).toList();
  }

  private void take(char c) {
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      begun = true;
    } else if (ENDS_COMMAND.indexOf(c) >= 0) {
      end();
      commands.add(new ArrayList<>());
    } else if (Character.isWhitespace(c)) {
      end();
    } else {
      word.append(c);
      begun = true;
    }
  }

  private void end() {
    if (begun) {
      commands.get(commands.size() - 1).add(word.toString());
    }
    word.setLength(0);
    begun = false;
  }
}
