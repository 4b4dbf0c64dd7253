package org.kexshot.diff.gate;

/**
 * A condition that a comparison meets or not.
 *
 * @param name by which users ask for it
 * @param description what violates it, for the documentation
 * @param unit of its limit
 * @param limit that holds if the user gives none; 0 without a unit
 * @param evaluation finds what violates it
 */
public record Condition(
    String name, String description, Unit unit, long limit, Evaluation evaluation) {
  /** Finds what violates a condition, and what cannot be judged. */
  @FunctionalInterface
  interface Evaluation {
    void evaluate(Evidence evidence, long limit, Judgement judgement);
  }

  /** As a user would write it, with its own limit. */
  public String form() {
    return Gate.written(this, limit);
  }
}
