package org.kexshot.cli.render.html;

import java.util.List;

/**
 * A finding as the page has it: a sentence that opens to what it is made of.
 *
 * @param mark what became of the object, the class of the sentence in the style sheet
 * @param sentence the finding in words
 * @param fields what differs
 * @param parts what came, went or changed with it
 * @param leftOut how many other parts there are
 */
public record FindingEntry(
    String mark, String sentence, List<Field> fields, List<FindingEntry> parts, int leftOut) {

  /** A field that differs. */
  public record Field(String name, String before, String after) {}

  public FindingEntry {
    fields = List.copyOf(fields);
    parts = List.copyOf(parts);
  }

  /** Whether there is more to say than the sentence. */
  public boolean opens() {
    return !fields.isEmpty() || !parts.isEmpty() || leftOut > 0;
  }
}
