package org.kexshot.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line as it was typed: words, and where the output goes. Quotes and backslashes are as in other
 * shells, {@code #} begins a comment, {@code ~/} a path below the home directory. What comes behind
 * a {@code |} is for another shell, and left as it is.
 *
 * @param words of the command, without quotes
 * @param target where {@code >} or {@code >>} lets the output go
 * @param programs what comes behind the first {@code |}
 */
record ShellLine(List<String> words, Optional<Target> target, Optional<String> programs) {
  /**
   * A file that is written.
   *
   * @param append whether it keeps what it holds
   */
  record Target(String file, boolean append) {}

  ShellLine {
    words = List.copyOf(words);
  }

  /**
   * Reads a line.
   *
   * @throws ShellSyntaxException if a quote is left open, or the output goes nowhere
   */
  static ShellLine parse(String text) throws ShellSyntaxException {
    return new Reading(text).read();
  }

  private static final class Reading {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private int at;

    private Reading(String text) {
      this.text = text;
    }

    private ShellLine read() throws ShellSyntaxException {
      Optional<Target> target = Optional.empty();
      while (skipBlanks()) {
        char c = text.charAt(at);
        if (c == '|') {
          return new ShellLine(words, none(target), Optional.of(programs()));
        }
        if (c == '>') {
          none(target);
          target = Optional.of(target());
        } else if (target.isPresent()) {
          throw new ShellSyntaxException("nothing but a comment may come behind the file of >");
        } else {
          words.add(word());
        }
      }
      if (target.isPresent() && words.isEmpty()) {
        throw new ShellSyntaxException("a command expected before >");
      }
      return new ShellLine(words, target, Optional.empty());
    }

    /** Whether there is anything but blanks and a comment. */
    private boolean skipBlanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return at < text.length() && text.charAt(at) != '#';
    }

    private static Optional<Target> none(Optional<Target> target) throws ShellSyntaxException {
      if (target.isPresent()) {
        throw new ShellSyntaxException("the output goes to one file or to one program");
      }
      return target;
    }

    private Target target() throws ShellSyntaxException {
      at++;
      boolean append = at < text.length() && text.charAt(at) == '>';
      at += append ? 1 : 0;
      if (!skipBlanks() || "|>".indexOf(text.charAt(at)) >= 0) {
        throw new ShellSyntaxException("a file expected behind >");
      }
      return new Target(word(), append);
    }

    private String programs() throws ShellSyntaxException {
      String programs = text.substring(at + 1).strip();
      if (words.isEmpty() || programs.isEmpty()) {
        throw new ShellSyntaxException("a command expected before | and a program behind it");
      }
      return programs;
    }

    private String word() throws ShellSyntaxException {
      StringBuilder word = new StringBuilder();
      if (text.startsWith("~/", at)) {
        word.append(System.getProperty("user.home"));
        at++;
      }
      while (at < text.length()) {
        char c = text.charAt(at);
        if (Character.isWhitespace(c) || c == '|' || c == '>') {
          break;
        }
        at++;
        switch (c) {
          case '\'' -> quoted(word, '\'');
          case '"' -> quoted(word, '"');
          case '\\' -> escaped(word);
          default -> word.append(c);
        }
      }
      return word.toString();
    }

    private void escaped(StringBuilder word) throws ShellSyntaxException {
      if (at == text.length()) {
        throw new ShellSyntaxException("a letter expected behind the backslash at the end");
      }
      word.append(text.charAt(at++));
    }

    private void quoted(StringBuilder word, char quote) throws ShellSyntaxException {
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == quote) {
          return;
        }
        boolean escapes =
            c == '\\' && quote == '"' && at < text.length() && "\"\\".indexOf(text.charAt(at)) >= 0;
        word.append(escapes ? text.charAt(at++) : c);
      }
      throw new ShellSyntaxException("the quote %s is not closed".formatted(quote));
    }
  }
}
