package org.kexshot.cli.render.html;

/**
 * Bytes that a part of the page may take. What does not fit is left out and counted, so that the
 * page's size is bounded whatever an image holds: a name of a thousand quotes is five thousand
 * bytes of HTML.
 */
public final class SizeBudget {
  /** The longest that any character becomes by escaping, in HTML or in JSON. */
  private static final int ESCAPED = 6;

  private long left;

  /** A budget of so many bytes. */
  public SizeBudget(long bytes) {
    this.left = bytes;
  }

  /** Takes the bytes if there are as many left. */
  public boolean take(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  /** A budget of an equal share of what is left; what it leaves is to be given back. */
  public SizeBudget share(int parts) {
    long bytes = left / parts;
    left -= bytes;
    return new SizeBudget(bytes);
  }

  /** Gets back what another left of its share. */
  public void giveBack(SizeBudget share) {
    left += share.left;
    share.left = 0;
  }

  /** No less than the bytes of a text once it is escaped, in UTF-8. */
  public static long of(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c < 0x7f && Character.isLetterOrDigit(c) || " ./:-_[],()".indexOf(c) >= 0;
      bytes += plain ? 1 : ESCAPED;
    }
    return bytes;
  }
}
