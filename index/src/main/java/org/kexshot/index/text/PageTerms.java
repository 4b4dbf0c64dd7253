package org.kexshot.index.text;

import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/** The terms of one page, for Lucene; used again for each page. */
final class PageTerms extends TokenStream {
  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute position =
      addAttribute(PositionIncrementAttribute.class);
  private final BytesRef bytes = new BytesRef(new byte[4], 0, 3);
  private PageStrings strings;
  private List<String> ends = List.of();
  private int next;

  /** Takes the terms of a page. */
  void set(PageStrings page, List<String> pageEnds) {
    strings = page;
    ends = pageEnds;
  }

  @Override
  public void reset() {
    // The end of the last page's terms has set it to 0.
    position.setPositionIncrement(1);
    next = 0;
  }

  @Override
  public boolean incrementToken() {
    if (next < strings.count()) {
      trigram(strings.trigram(next), bytes);
    } else if (next < strings.count() + ends.size()) {
      end(ends.get(next - strings.count()), bytes);
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

  /** A byte that is no character, and one to three characters. */
  static void end(String end, BytesRef into) {
    into.bytes[0] = (byte) 0x80;
    for (int i = 0; i < end.length(); i++) {
      into.bytes[i + 1] = (byte) end.charAt(i);
    }
    into.length = end.length() + 1;
  }
}
