package org.kexshot.cli.render;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Escapes what could steer a terminal or deceive its reader, whoever wrote it: an image, a file
 * name, an argument. All that commands print goes through one, text and JSON alike, for the escape
 * {@code \}{@code u202e} is JSON's. Lines and tabs stay, so a text that is to be one line, or a
 * cell, goes through {@link #line} first.
 *
 * <p>By Unicode's categories those are control characters (Cc: C0, DEL, C1), format characters (Cf:
 * direction marks, zero-width characters, tags), separators of lines and paragraphs (Zl, Zp), and
 * halves of surrogate pairs. Cost: a comparison for a character of ASCII.
 */
public final class PrintableWriter extends FilterWriter {
  private PrintableWriter(Writer out) {
    super(out);
  }

  /** A printer onto {@code out}, which is flushed at the end of each line. */
  public static PrintWriter printer(Writer out) {
    return new PrintWriter(new PrintableWriter(out), true);
  }

  /** Text with all such characters escaped, line ends too; tabs stay. */
  public static String line(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isPlain(c) || c == '\n') {
        return escape(text);
      }
    }
    return text;
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    int step;
    for (int i = 0; i < text.length(); i += step) {
      int point = text.codePointAt(i);
      step = Character.charCount(point);
      for (int j = i; j < i + step; j++) {
        if (point != '\n' && isHarmless(point)) {
          escaped.append(text.charAt(j));
        } else {
          escaped.append(escape(text.charAt(j)));
        }
      }
    }
    return escaped.toString();
  }

  private static String escape(char c) {
    String digits = Integer.toHexString(c);
    return "\\u" + "0".repeat(4 - digits.length()) + digits;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f || c == '\n' || c == '\t';
  }

  private static boolean isHarmless(int point) {
    if (point < 0x7f) {
      return isPlain((char) point);
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  @Override
  public void write(int c) throws IOException {
    write(new char[] {(char) c}, 0, 1);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    write(text.toCharArray(), offset, length);
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    int end = offset + length;
    int from = offset;
    int step;
    for (int i = offset; i < end; i += step) {
      step = 1;
      if (isPlain(text[i])) {
        continue;
      }
      // A pair that is cut in two by the end is escaped, which is right in JSON, and harmless.
      int point = Character.codePointAt(text, i, end);
      step = Character.charCount(point);
      if (!isHarmless(point)) {
        out.write(text, from, i - from);
        for (int j = i; j < i + step; j++) {
          out.write(escape(text[j]));
        }
        from = i + step;
      }
    }
    out.write(text, from, end - from);
  }
}
