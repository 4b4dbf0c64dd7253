package org.kexshot.cli.render;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns of text under a line of headings, each as wide as its widest cell; the last is not
 * padded. A heading that starts with {@code >} has its column aligned to the right.
 */
public final class TextTable {
  private static final String GAP = "  ";

  private final boolean[] right;
  private final int[] widths;
  private final List<String[]> rows = new ArrayList<>();

  public TextTable(String... headings) {
    right = new boolean[headings.length];
    widths = new int[headings.length];
    String[] names = new String[headings.length];
    for (int i = 0; i < headings.length; i++) {
      right[i] = headings[i].startsWith(">");
      names[i] = right[i] ? headings[i].substring(1) : headings[i];
    }
    row((Object[]) names);
  }

  /** Adds a row with a cell for each heading. What could steer a terminal is escaped. */
  public TextTable row(Object... cells) {
    String[] texts = new String[widths.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = Text.printable(String.valueOf(cells[i])).replace('\t', ' ');
      widths[i] = Math.max(widths[i], texts[i].length());
    }
    rows.add(texts);
    return this;
  }

  /** Whether there are only headings. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  public void print(PrintWriter out, String indent) {
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < row.length; i++) {
        String padding = " ".repeat(widths[i] - row[i].length());
        line.append(right[i] ? padding : "").append(row[i]);
        if (i < row.length - 1) {
          line.append(right[i] ? "" : padding).append(GAP);
        }
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
