package org.kexshot.diff.series.amount;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table of text that lies beside this class: a row a line, cells between tabs, remarks by #. */
final class ResourceTable {
  private ResourceTable() {}

  /** Its rows, each of so many cells. */
  static List<List<String>> read(String name, int cells) {
    try (InputStream in = ResourceTable.class.getResourceAsStream(name);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> cells(name, line, cells))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(name + " lies beside this class", e);
    }
  }

  private static List<String> cells(String name, String line, int count) {
    List<String> cells = List.of(line.split("\t", -1));
    if (cells.size() != count) {
      throw new IllegalStateException(
          "%s: %d cells expected in \"%s\"".formatted(name, count, line));
    }
    return cells;
  }

  /** A cell with commas in it. */
  static List<String> list(String cell) {
    return cell.isEmpty() ? List.of() : List.of(cell.split(","));
  }
}
