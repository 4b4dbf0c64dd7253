package org.kexshot.index.query;

/** A query that cannot be read. */
public class QuerySyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int position;

  /** With how many characters are before the place. */
  public QuerySyntaxException(String message, int position) {
    super(message);
    this.position = position;
  }

  /** Characters before the place that cannot be read. */
  public int position() {
    return position;
  }
}
