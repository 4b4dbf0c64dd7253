package org.kexshot.kind;

import java.util.regex.Pattern;

/** What a name or a line of text is without what differs from one time to the next. */
public final class GeneralName {
  private static final Pattern NUMBER =
      Pattern.compile("0x\\p{XDigit}+|(?<!\\w)[0-9a-f]{8,}(?!\\w)|\\d+");
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\s\\p{Cntrl}]+");

  private GeneralName() {}

  /** With {@code #} for each number, and one space between words. */
  public static String of(String name) {
    String numbered = NUMBER.matcher(name).replaceAll("#");
    return UNPRINTABLE.matcher(numbered).replaceAll(" ").strip();
  }
}
