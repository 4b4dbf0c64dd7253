package org.kexshot.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.FindingSentence;
import org.kexshot.diff.object.ChangeType;

/**
 * What a comparison is to say of a scenario: a line {@code KIND CHANGE TEXT} of its file, with
 * {@code ? } before it if it may be left unsaid.
 *
 * @param kind of the object, by name
 * @param change what became of it
 * @param text occurs in the finding's sentence, or in one of a part of it
 * @param required whether it must be said
 */
record ExpectedFinding(String kind, ChangeType change, String text, boolean required) {
  private static final String OPTIONAL = "?";
  private static final int WORDS = 3;

  static ExpectedFinding parse(String line) {
    boolean optional = line.startsWith(OPTIONAL);
    String said = optional ? line.substring(OPTIONAL.length()).strip() : line;
    String[] words = said.split(" ", WORDS);
    if (words.length < WORDS) {
      throw new IllegalArgumentException("KIND CHANGE TEXT expected, not \"" + line + "\"");
    }
    return new ExpectedFinding(
        words[0], ChangeType.valueOf(words[1].toUpperCase(Locale.ROOT)), words[2], !optional);
  }

  boolean matches(Finding finding) {
    return finding.kind().name().equals(kind)
        && finding.change() == change
        && texts(finding).anyMatch(said -> said.contains(text));
  }

  private static Stream<String> texts(Finding finding) {
    return Stream.concat(
        Stream.of(FindingSentence.of(finding)),
        finding.parts().stream().flatMap(ExpectedFinding::texts));
  }

  static List<ExpectedFinding> parseAll(List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(ExpectedFinding::parse)
        .toList();
  }

  @Override
  public String toString() {
    return String.join(" ", Arrays.asList(kind, change.verb(), text));
  }
}
