package org.kexshot.cli.shell;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.kexshot.cli.render.PrintableWriter;

/** Offers {@link Completions} to who types, as JLine has it. */
final class ShellCompleter implements Completer {
  private final Completions completions;

  ShellCompleter(Completions completions) {
    this.completions = completions;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String word = line.word().substring(0, line.wordCursor());
    for (Completion found : completions.of(line.words().subList(0, line.wordIndex()), word)) {
      // What an image names may be meant to steer a terminal: such a name is typed, or not at all.
      if (PrintableWriter.line(found.value()).equals(found.value())) {
        candidates.add(candidate(found));
      }
    }
  }

  private static Candidate candidate(Completion found) {
    String description = found.description().isEmpty() ? null : printable(found.description());
    return new Candidate(
        found.value(), printable(found.display()), null, description, null, null, found.isWhole());
  }

  private static String printable(String text) {
    return PrintableWriter.line(text);
  }
}
