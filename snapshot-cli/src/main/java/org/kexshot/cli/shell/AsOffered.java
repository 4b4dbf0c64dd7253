package org.kexshot.cli.shell;

import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.CompletionMatcher;
import org.jline.reader.LineReader;

/**
 * Takes every candidate that is offered, for {@link Completions} has chosen already: a process is
 * found by its name, too, and then the word does not begin as the number that it becomes.
 */
final class AsOffered implements CompletionMatcher {
  private String word = "";
  private List<Candidate> offered = List.of();

  @Override
  public void compile(
      Map<LineReader.Option, Boolean> options,
      boolean prefix,
      CompletingParsedLine line,
      boolean caseInsensitive,
      int errors,
      String originalGroupName) {
    word = line.word().substring(0, line.wordCursor());
    offered = List.of();
  }

  @Override
  public List<Candidate> matches(List<Candidate> candidates) {
    offered = List.copyOf(candidates);
    return candidates;
  }

  @Override
  public Candidate exactMatch() {
    return offered.stream()
        .filter(candidate -> candidate.value().equals(word) && candidate.complete())
        .findFirst()
        .orElse(null);
  }

  @Override
  public String getCommonPrefix() {
    String common = offered.isEmpty() ? "" : offered.get(0).value();
    for (Candidate candidate : offered) {
      while (!candidate.value().startsWith(common)) {
        common = common.substring(0, common.length() - 1);
      }
    }
    return common;
  }
}
