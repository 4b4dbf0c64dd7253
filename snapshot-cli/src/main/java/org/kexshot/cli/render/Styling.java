package org.kexshot.cli.render;

/**
 * Whether text on a terminal may be styled: a terminal can, and nobody objects, neither by {@code
 * NO_COLOR} (no-color.org) nor by a {@code TERM} of {@code dumb}.
 */
public final class Styling {
  private Styling() {}

  /** Of what goes to a terminal. */
  public static boolean isWelcome() {
    return System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
        && !System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** Of what goes to standard output, which may be no terminal. */
  public static boolean isWelcomeOnOutput() {
    return System.console() != null && isWelcome();
  }
}
