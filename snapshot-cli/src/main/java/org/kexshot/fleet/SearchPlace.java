package org.kexshot.fleet;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.kexshot.index.SearchSyntaxException;

/** A place in what a search finds, as a word that a user gives back to go on there. */
final class SearchPlace {
  private static final String MEMBER = "after";

  private SearchPlace() {}

  /**
   * The word of a place.
   *
   * @param hit the last one before it, with what hits are sorted by
   */
  static String after(Map<String, Object> hit) throws IOException {
    Map<String, Object> place = Map.of(MEMBER, hit.get("sort"));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonData.bytes(place));
  }

  /**
   * The place of a word, as a server takes it.
   *
   * @throws SearchSyntaxException if it is none
   */
  static Object of(String word) throws SearchSyntaxException {
    try {
      Object after = JsonData.at(JsonData.read(Base64.getUrlDecoder().decode(word)), MEMBER);
      if (after instanceof List<?>) {
        return after;
      }
    } catch (IllegalArgumentException | IOException foreign) {
      // Said below, for both.
    }
    throw new SearchSyntaxException("'%s' is not a place in this search".formatted(word));
  }
}
