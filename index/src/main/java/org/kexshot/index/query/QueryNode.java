package org.kexshot.index.query;

import java.util.List;
import java.util.Optional;

/** A query as it was read. */
public sealed interface QueryNode {
  /** All must hold. */
  record All(List<QueryNode> nodes) implements QueryNode {}

  /** One must hold. */
  record Any(List<QueryNode> nodes) implements QueryNode {}

  /** Must not hold. */
  record Not(QueryNode node) implements QueryNode {}

  /**
   * A word or a phrase.
   *
   * @param field empty for all text
   * @param text without quotes and escapes
   * @param quoted whether {@code *} and {@code ?} stand for themselves
   * @param position of it in the query
   */
  record Value(Optional<Field> field, String text, boolean quoted, int position)
      implements QueryNode {
    /** Whether {@code *} or {@code ?} in it stand for other characters. */
    public boolean isPattern() {
      return !quoted && (text.contains("*") || text.contains("?"));
    }
  }

  /**
   * Values between two others.
   *
   * @param low empty for no end
   * @param high empty for no end
   * @param position of it in the query
   */
  record Range(
      Field field,
      Optional<String> low,
      boolean lowIncluded,
      Optional<String> high,
      boolean highIncluded,
      int position)
      implements QueryNode {}

  /**
   * A field that was named.
   *
   * @param position of it in the query
   */
  record Field(String name, int position) {}
}
