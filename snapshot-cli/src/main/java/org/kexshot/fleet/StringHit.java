package org.kexshot.fleet;

import java.util.List;
import org.kexshot.index.fleet.FleetPage;

/**
 * A page of memory that holds a text.
 *
 * @param page with all its strings
 * @param matches in them, at least one
 */
public record StringHit(FleetPage page, List<Match> matches) {
  /**
   * Where a string holds the text.
   *
   * @param before characters before it in the string, as many as were asked for and are there
   * @param text that matches
   * @param after characters behind it
   */
  public record Match(String before, String text, String after) {}

  public StringHit {
    matches = List.copyOf(matches);
  }
}
