package org.kexshot.diff.gate;

import java.util.List;

/**
 * Whether a comparison meets a condition.
 *
 * @param gate the condition with its limit
 * @param violations what violates it, a sentence each
 * @param unknown why it could not be judged, or not for all objects, a sentence each
 */
public record Verdict(Gate gate, List<String> violations, List<String> unknown) {
  /** How it turned out. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** Nothing violates it as far as is known, and not all is: it counts as failed. */
    UNKNOWN
  }

  public Verdict {
    violations = List.copyOf(violations);
    unknown = List.copyOf(unknown);
  }

  public Outcome outcome() {
    if (!violations.isEmpty()) {
      return Outcome.FAILED;
    }
    return unknown.isEmpty() ? Outcome.PASSED : Outcome.UNKNOWN;
  }

  public boolean isPassed() {
    return outcome() == Outcome.PASSED;
  }
}
