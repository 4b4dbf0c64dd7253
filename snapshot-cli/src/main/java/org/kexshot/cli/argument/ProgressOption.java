package org.kexshot.cli.argument;

import org.kexshot.cli.render.ProgressLine;

/** Whether a command shows how far it is. */
public final class ProgressOption {
  private final Argument<Boolean> quiet;

  public ProgressOption(Arguments arguments) {
    quiet =
        arguments.flag(
            "--quiet", "Show no progress. Default: show it on a terminal, of what takes a second.");
  }

  /**
   * Begins a pass over pages.
   *
   * @param action what goes on, e.g. {@code "Storing pages"}
   */
  public ProgressLine begin(String action) {
    return new ProgressLine(action, quiet.value());
  }
}
