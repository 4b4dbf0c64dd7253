package org.kexshot.index.text;

import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/** The terms of one page, for Lucene; used again for each page. */
final class PageTerms extends TokenStream {
  static final int END = 0x80;
  static final int START = 0x81;

  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute position =
      addAttribute(PositionIncrementAttribute.class);
  private final BytesRef bytes = new BytesRef(new byte[4], 0, 3);
  private PageStrings strings;
  private List<String> ends = List.of();
  private List<String> starts = List.of();
  private int next;

  /** Takes the terms of a page. */
  void set(PageStrings page, List<String> pageEnds, List<String> pageStarts) {
    strings = page;
    ends = pageEnds;
    starts = pageStarts;
  }

  @Override
  public void reset() {
    // The end of the last page's terms has set it to 0.
    position.setPositionIncrement(1);
    next = 0;
  }

  @Override
  public boolean incrementToken() {
    int edge = next - strings.count();
    if (edge < 0) {
      trigram(strings.trigram(next), bytes);
    } else if (edge < ends.size()) {
      edge(END, ends.get(edge), bytes);
    } else if (edge < ends.size() + starts.size()) {
      edge(START, starts.get(edge - ends.size()), bytes);
    } else {
      return false;
    }
    next++;
    term.setBytesRef(bytes);
    return true;
  }

  /** Three bytes of seven bits each, so that terms are in the order of their characters. */
  static void trigram(int trigram, BytesRef into) {
    into.bytes[0] = (byte) (trigram >> 14);
    into.bytes[1] = (byte) (trigram >> 7 & 0x7f);
    into.bytes[2] = (byte) (trigram & 0x7f);
    into.length = 3;
  }

  /** A byte that is no character and says which edge, and one to three characters. */
  static void edge(int which, String characters, BytesRef into) {
    into.bytes[0] = (byte) which;
    for (int i = 0; i < characters.length(); i++) {
      into.bytes[i + 1] = (byte) characters.charAt(i);
    }
    into.length = characters.length() + 1;
  }
}
