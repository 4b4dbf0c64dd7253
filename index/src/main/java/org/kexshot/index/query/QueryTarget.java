package org.kexshot.index.query;

import java.util.List;
import java.util.Set;
import org.kexshot.index.schema.NetworkAddress;
import org.kexshot.index.schema.ValueType;

/**
 * A search engine, by the parts that its queries are made of. The language of queries is read once
 * for all engines, so that it is the same for each.
 *
 * @param <Q> a query of the engine
 */
public interface QueryTarget<Q> {
  /** Finds nothing. */
  Q nothing();

  /**
   * Finds what all of several queries find; everything if there are none.
   *
   * @param required by which what is found is ranked
   * @param excluded that must not find it
   * @param filters required, too, but of no weight
   */
  Q all(List<Q> required, List<Q> excluded, List<Q> filters);

  /** Finds what one of several queries finds. */
  Q any(List<Q> queries);

  /** One word of a text, in lower case, as it is. */
  Q word(String field, String word);

  /** Words of a text in a row, taken apart as the text was. */
  Q phrase(String field, String text);

  /**
   * A word of a text by a pattern in lower case.
   *
   * @throws IllegalArgumentException if it would take too long
   */
  Q pattern(String field, String pattern);

  /** A value that is not text, as a text. */
  Q whole(String field, String value);

  /**
   * The same by a pattern in lower case.
   *
   * @throws IllegalArgumentException if it would take too long
   */
  Q wholePattern(String field, String pattern);

  /** Any value. */
  Q has(String field);

  /** Numbers, both ends included, in the order of {@link ValueType#number}. */
  Q between(String field, ValueType type, long first, long last);

  /** Addresses of a network. */
  Q network(String field, NetworkAddress network);

  /** Fields of one word that objects have here beside those of the schema. */
  Set<String> ownFields();

  /** Conditions on snapshots, none at first. */
  SnapshotConditions<Q> snapshots();
}
