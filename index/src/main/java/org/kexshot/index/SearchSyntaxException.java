package org.kexshot.index;

import java.io.IOException;

/** A query that cannot be read; the message says where. */
public class SearchSyntaxException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final int MOST_SHOWN = 1000;

  SearchSyntaxException(String query, Throwable cause) {
    super(
        "%s: no query: %s; put text with odd characters between double quotes"
            .formatted(beginning(query), beginning(firstLine(cause.getMessage()))),
        cause);
  }

  private static String beginning(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }

  private static String firstLine(String message) {
    return message == null ? "cannot be read" : message.lines().findFirst().orElse("");
  }
}
