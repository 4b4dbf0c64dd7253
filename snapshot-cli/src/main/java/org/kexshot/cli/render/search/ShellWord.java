package org.kexshot.cli.render.search;

/** Words of commands that a user may run next, as a shell takes them. */
final class ShellWord {
  private ShellWord() {}

  /** A text as one word. */
  static String of(String text) {
    return text.matches("[A-Za-z0-9_./:@%+=,~-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
