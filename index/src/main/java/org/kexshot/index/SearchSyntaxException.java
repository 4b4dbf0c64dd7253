package org.kexshot.index;

import java.io.IOException;
import org.kexshot.index.query.QuerySyntaxException;

/** A query that cannot be read; the message shows the place. */
public class SearchSyntaxException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Characters of the query that are shown on either side of the place. */
  private static final int CONTEXT = 60;

  SearchSyntaxException(String query, QuerySyntaxException cause) {
    super(cause.getMessage() + "\n" + shown(query, cause.position()), cause);
  }

  SearchSyntaxException(String message) {
    super(message);
  }

  /** The query, cut if it is long, and a caret under the place. */
  private static String shown(String query, int position) {
    int from = Math.max(0, position - CONTEXT);
    int to = Math.min(query.length(), position + CONTEXT);
    String before = (from > 0 ? "…" : "") + query.substring(from, Math.min(position, to));
    String after = query.substring(Math.min(position, to), to) + (to < query.length() ? "…" : "");
    String line = before + after;
    return "  " + line.replaceAll("\\p{Cntrl}", " ") + "\n  " + " ".repeat(before.length()) + "^";
  }
}
