package org.kexshot.index.text;

import java.util.ArrayList;
import java.util.List;
import org.kexshot.strings.StringScanner;

/** The characters at the edges of a page, by which a text is found that goes on in another page. */
final class PageEdges {
  private static final int MOST = 3;

  private PageEdges() {}

  /**
   * The last one, two and three characters in lower case: of text of one byte a character, and of
   * two, of which the last may have only its first byte here. None if the page ends with no text.
   */
  static List<String> ends(byte[] page, int from, int to) {
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

  /**
   * The first three characters in lower case, with the same of UTF-16; none if there are fewer. The
   * first byte may be the second one of a character that begins in another page.
   */
  static List<String> starts(byte[] page, int from, int to) {
    List<String> starts = new ArrayList<>();
    addStart(page, from, to, 1, starts);
    addStart(page, page[from] == 0 ? from + 1 : from, to, 2, starts);
    return starts;
  }

  private static void addStart(byte[] page, int from, int to, int width, List<String> starts) {
    StringBuilder start = new StringBuilder();
    for (int at = from; at + width <= to && start.length() < MOST; at += width) {
      if (!StringScanner.isPrintable(page[at]) || width == 2 && page[at + 1] != 0) {
        return;
      }
      start.append((char) PageStrings.lower(page[at]));
    }
    if (start.length() == MOST) {
      starts.add(start.toString());
    }
  }
}
