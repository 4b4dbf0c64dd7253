package org.kexshot.cli.render;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lines of values with commas between (RFC 4180, but for their ends, which are those of a text).
 * What could steer a terminal is escaped, line ends among it, so that a line is a record.
 */
public final class Csv {
  private Csv() {}

  /** Prints a line. */
  public static void print(PrintWriter out, List<String> values) {
    out.println(values.stream().map(Csv::quoted).collect(Collectors.joining(",")));
  }

  private static String quoted(String value) {
    String text = Text.printable(value);
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"') && text.strip().equals(text);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
