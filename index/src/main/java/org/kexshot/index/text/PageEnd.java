package org.kexshot.index.text;

import java.util.ArrayList;
import java.util.List;
import org.kexshot.strings.StringScanner;

/** The last characters of a page, by which a text is found that goes on in another page. */
final class PageEnd {
  private static final int MOST = 3;

  private PageEnd() {}

  /**
   * The last one, two and three characters in lower case: of text of one byte a character, and of
   * two, of which the last may have only its first byte here. None if the page ends with no text.
   */
  static List<String> of(byte[] page, int from, int to) {
    List<String> ends = new ArrayList<>();
    add(page, from, to, 1, ends);
    boolean halved = to - from > 1 && StringScanner.isPrintable(page[to - 1]) && page[to - 2] == 0;
    add(page, from, halved ? to - 1 : to, 2, ends);
    return ends;
  }

  private static void add(byte[] page, int from, int to, int width, List<String> ends) {
    String end = "";
    int at = to - width;
    while (at >= from
        && end.length() < MOST
        && StringScanner.isPrintable(page[at])
        && (width == 1 || page[at + 1] == 0)) {
      end = (char) PageStrings.lower(page[at]) + end;
      ends.add(end);
      at -= width;
    }
  }
}
