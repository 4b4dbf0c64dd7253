package org.kexshot.scenario;

import java.util.List;
import java.util.stream.IntStream;
import org.kexshot.diff.finding.Finding;

/**
 * What was said of a scenario.
 *
 * @param scenario what was done
 * @param findings strongest first
 */
record ScenarioOutcome(Scenario scenario, List<Finding> findings) {
  /** Not among the findings. */
  static final int UNSAID = 0;

  List<ExpectedFinding> required() {
    return scenario.expected().stream().filter(ExpectedFinding::required).toList();
  }

  /** The row in which it is said, from 1; {@link #UNSAID} if it is not. */
  int rank(ExpectedFinding expected) {
    return IntStream.range(0, findings.size())
        .filter(row -> expected.matches(findings.get(row)))
        .map(row -> row + 1)
        .findFirst()
        .orElse(UNSAID);
  }

  long said() {
    return required().stream().filter(expected -> rank(expected) != UNSAID).count();
  }

  /** Those that are neither expected nor what may come of the scenario, too. */
  List<Finding> others() {
    return findings.stream()
        .filter(
            finding ->
                scenario.expected().stream().noneMatch(expected -> expected.matches(finding)))
        .toList();
  }
}
