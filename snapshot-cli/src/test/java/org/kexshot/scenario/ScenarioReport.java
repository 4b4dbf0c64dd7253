package org.kexshot.scenario;

import java.util.List;
import java.util.stream.Collectors;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.FindingSentence;

/**
 * How well comparisons told what was done.
 *
 * @param outcomes of each scenario
 * @param ofNothing what was said of a pair of images between which nothing was done
 */
record ScenarioReport(List<ScenarioOutcome> outcomes, List<Finding> ofNothing) {
  /** Which part of what was to be said was said. */
  double recall() {
    return share(
        outcomes.stream().mapToLong(ScenarioOutcome::said).sum(),
        outcomes.stream().mapToLong(outcome -> outcome.required().size()).sum());
  }

  /** Which part of what was said has to do with what was done. */
  double precision() {
    long said = outcomes.stream().mapToLong(outcome -> outcome.findings().size()).sum();
    return share(
        said - outcomes.stream().mapToLong(outcome -> outcome.others().size()).sum(), said);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 1 : (double) part / whole;
  }

  /** As Markdown. */
  String text() {
    return """
        # What comparisons said of what was done

        Recall %.3f, precision %.3f.

        | Scenario | Expected | Said | Row of each | Findings | Others |
        |---|---|---|---|---|---|
        %s

        Of a pair of images between which nothing was done: %d. %s
        """
        .formatted(
            recall(),
            precision(),
            outcomes.stream().map(ScenarioReport::row).collect(Collectors.joining("\n")),
            ofNothing.size(),
            words(ofNothing));
  }

  private static String row(ScenarioOutcome outcome) {
    return "| %s | %s | %d of %d | %s | %d | %s |"
        .formatted(
            outcome.scenario().name(),
            cell(
                outcome.required().stream()
                    .map(ExpectedFinding::toString)
                    .collect(Collectors.joining("; "))),
            outcome.said(),
            outcome.required().size(),
            outcome.required().stream()
                .map(outcome::rank)
                .map(rank -> rank == ScenarioOutcome.UNSAID ? "none" : String.valueOf(rank))
                .collect(Collectors.joining(", ")),
            outcome.findings().size(),
            words(outcome.others()));
  }

  private static String words(List<Finding> findings) {
    return cell(findings.stream().map(FindingSentence::of).collect(Collectors.joining("; ")));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }
}
