package org.kexshot.index.query;

import org.kexshot.index.schema.SnapshotField;

/**
 * In which snapshots objects are to be, by all conditions that must hold together.
 *
 * @param <Q> a query of the search engine
 */
public interface SnapshotConditions<Q> {
  /** Characters of an id that are enough to name a snapshot. */
  int SHORTEST_ID = 4;

  /** Whether there are no conditions. */
  boolean isEmpty();

  /**
   * Takes in a word behind one of the fields.
   *
   * @throws QuerySyntaxException if it names no snapshot, or is not a time where that is wanted
   */
  void add(SnapshotField field, QueryNode.Value value) throws QuerySyntaxException;

  /**
   * Takes in a range behind one of the fields.
   *
   * @throws QuerySyntaxException if it is not one of times
   */
  void add(SnapshotField field, QueryNode.Range range) throws QuerySyntaxException;

  /** What the engine looks for. */
  Q query() throws QuerySyntaxException;
}
