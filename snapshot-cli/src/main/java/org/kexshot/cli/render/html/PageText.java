package org.kexshot.cli.render.html;

import org.kexshot.cli.render.Text;

/** Text from an image or a user as it stands on the page, before it is escaped for HTML. */
public final class PageText {
  private static final int LONGEST = 240;

  private PageText() {}

  /** One line, with what could deceive its reader escaped, and cut if it is long. */
  public static String of(String text) {
    String line = Text.printable(text.strip());
    if (line.length() <= LONGEST) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return line.substring(0, end) + "…";
  }

  /** The same, with words for nothing. */
  public static String orNone(String text) {
    String line = of(text);
    return line.isEmpty() ? "(none)" : line;
  }
}
