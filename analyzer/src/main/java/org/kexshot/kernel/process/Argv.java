package org.kexshot.kernel.process;

import java.util.List;
import java.util.Optional;

/**
 * A process's command line as it lies in its own memory.
 *
 * @param arguments what could be read; empty for a kernel thread
 * @param problem why arguments are missing: swapped out, excluded from the image, or not mapped
 */
public record Argv(List<String> arguments, Optional<String> problem) {
  public Argv {
    arguments = List.copyOf(arguments);
  }

  /** A command line read in full. */
  public static Argv of(List<String> arguments) {
    return new Argv(arguments, Optional.empty());
  }

  /** The arguments with a space between, as {@code ps} prints them. */
  public String joined() {
    return String.join(" ", arguments);
  }
}
