package org.kexshot.index.document;

/**
 * Names of Lucene's fields. A field of the schema has several, of which each is found in a way of
 * its own.
 */
public final class Fields {
  /** The stored object. */
  static final String STORED = "#object";

  /** {@link StoredObject#key}, as a term and as a value to sort by. */
  public static final String KEY = "#key";

  /** Boot and kind, by which the objects are found that a snapshot may show again. */
  static final String GROUP = "#group";

  /** Hash of what is known of the object, fluctuating fields apart. */
  static final String DIGEST = "#digest";

  /** Hashes of values of fluctuating fields. */
  static final String SEEN = "#seen";

  /** {@link Sightings} as bytes: first and last of each range. */
  public static final String RANGES = "#ranges";

  /** Ranges of positions of snapshots that show the object. */
  public static final String IN = "#in";

  /** Positions of snapshots before which it was not there. */
  public static final String CAME = "#came";

  /** Positions of snapshots after which it was not there. */
  public static final String WENT = "#went";

  /** Positions of snapshots that show another value than the one before. */
  public static final String CHANGED = "#changed";

  /** Position of the first snapshot that shows it. */
  public static final String FIRST = "#first";

  /** Position of the last snapshot that shows it, or {@link Position#open}. */
  public static final String LAST = "#last";

  /** All positions that a stored object names. */
  static final String EDGE = "#edge";

  /** Names of the fields that the object has. */
  public static final String HAS = "#has";

  private Fields() {}

  /** Values of a field that is no text, each as one word. */
  public static String whole(String field) {
    return field + "#w";
  }

  /** The same as numbers, by which they are found. */
  public static String points(String field, Enum<?> type) {
    return field + "#" + type.name();
  }

  /** The same as numbers to sort by. */
  public static String numbers(String field) {
    return field + "#n";
  }

  /** Texts to sort and count by, cut at {@value ObjectDocument#MOST_SORTED} characters. */
  public static String texts(String field) {
    return field + "#t";
  }

  /** Network addresses. */
  public static String network(String field) {
    return field + "#ip";
  }
}
