package org.kexshot.index.schema;

import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.INDEXED;

import java.util.List;
import org.kexshot.kind.Attribute;

/**
 * What the index knows of a comparison of two snapshots that it holds.
 *
 * @param pair which snapshots
 * @param beforeLabel the user's name for the first
 * @param changes what was found, strongest first
 */
public record ComparisonMetadata(Pair pair, String beforeLabel, List<Change> changes) {
  private static final String BEFORE = "before";
  private static final String BEFORE_ID = "beforeId";

  /** What is indexed of the comparison itself. */
  public static final List<Attribute<ComparisonMetadata>> ATTRIBUTES =
      List.of(
          text(BEFORE, ComparisonMetadata::beforeLabel, INDEXED),
          text(BEFORE_ID, comparison -> comparison.pair().before(), INDEXED),
          number("changes", comparison -> (long) comparison.changes().size(), INDEXED));

  /** What is indexed of each change. */
  public static final List<Attribute<ChangeOf>> CHANGE_ATTRIBUTES =
      List.of(
          text("became", each -> each.change().became(), INDEXED),
          text("object", each -> each.change().object(), INDEXED),
          list("attribute", each -> each.change().attributes(), INDEXED),
          list("with", each -> each.change().parts(), INDEXED),
          number("rank", each -> (long) each.rank(), INDEXED),
          text(BEFORE, each -> each.comparison().beforeLabel(), INDEXED),
          text(BEFORE_ID, each -> each.comparison().pair().before(), INDEXED));

  /**
   * Two snapshots.
   *
   * @param before full id of the one
   * @param after full id of the one that it is compared with
   */
  public record Pair(String before, String after) {}

  /**
   * What changed for one reason.
   *
   * @param became {@code came}, {@code went} or {@code changed}
   * @param object its kind's name
   * @param title a sentence
   * @param attributes names of those that differ
   * @param parts titles of what came, went or changed with it and tells something
   */
  public record Change(
      String became, String object, String title, List<String> attributes, List<String> parts) {
    public Change {
      attributes = List.copyOf(attributes);
      parts = List.copyOf(parts);
    }
  }

  /**
   * A change and where it was found.
   *
   * @param rank 1 for the strongest
   */
  public record ChangeOf(ComparisonMetadata comparison, Change change, int rank) {}

  public ComparisonMetadata {
    changes = List.copyOf(changes);
  }
}
