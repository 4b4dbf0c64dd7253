package org.kexshot.index;

import java.io.IOException;
import java.util.List;
import org.kexshot.index.query.QuerySyntaxException;
import org.kexshot.index.query.UnknownName;
import org.kexshot.index.schema.SearchSchema;

/** A query that cannot be read; {@link #place} shows where. */
public class SearchSyntaxException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Characters of the query that are shown on either side of the place. */
  private static final int CONTEXT = 60;

  private final transient List<String> place;

  /** Of a query that cannot be read at a place. */
  public SearchSyntaxException(String query, QuerySyntaxException cause) {
    super(cause.getMessage(), cause);
    this.place = shown(query, cause.position());
  }

  /** Of a search that cannot be done. */
  public SearchSyntaxException(String message) {
    super(message);
    this.place = List.of();
  }

  /** Where a field is named that there is not. */
  public static SearchSyntaxException noField(String name) {
    return new SearchSyntaxException(UnknownName.told("field", name, SearchSchema.get().fields()));
  }

  /** The query, cut if it is long, and a caret under the place; no lines if there is none. */
  public List<String> place() {
    return place;
  }

  private static List<String> shown(String query, int position) {
    int from = Math.max(0, position - CONTEXT);
    int to = Math.min(query.length(), position + CONTEXT);
    String before = (from > 0 ? "…" : "") + query.substring(from, Math.min(position, to));
    String after = query.substring(Math.min(position, to), to) + (to < query.length() ? "…" : "");
    // What is escaped where it is printed would take more columns than one.
    String line = (before + after).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    return List.of("  " + line, "  " + " ".repeat(before.length()) + "^");
  }
}
