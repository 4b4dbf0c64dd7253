package org.kexshot.cli.render.html;

import java.util.List;
import java.util.OptionalLong;

/**
 * A table of the page.
 *
 * @param id unique on the page
 * @param caption says what its rows are
 * @param columns of each row's cells
 * @param rows those that are shown
 * @param leftOut how many others there are
 */
public record ReportTable(
    String id, String caption, List<Column> columns, List<Row> rows, int leftOut) {

  private static final int SHORT = 12;

  /** What a column's cells are, by which they are aligned and coloured. */
  public enum Style {
    TEXT("text"),
    NUMBER("number"),
    /** Whether the row's object came, went or changed. */
    CHANGE("change"),
    BEFORE("before"),
    AFTER("after"),
    /** A kind of owner, with the colour that the map has for it. */
    OWNER("owner");

    private final String css;

    Style(String css) {
      this.css = css;
    }

    /** The class of cells in the style sheet. */
    public String css() {
      return css;
    }
  }

  /**
   * A column.
   *
   * @param heading over it
   */
  public record Column(String heading, Style style) {}

  /**
   * A row.
   *
   * @param cells one for each column
   * @param mark class of the row in the style sheet; may be empty
   * @param frame where on the map its object lies, if that is known
   */
  public record Row(List<String> cells, String mark, OptionalLong frame) {
    public Row {
      cells = List.copyOf(cells);
    }

    /** No less than the bytes that it takes on the page. */
    long size() {
      long tags = 120;
      for (String cell : cells) {
        tags += 40 + SizeBudget.of(cell);
      }
      return tags;
    }
  }

  public ReportTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Whether it takes a filter to find a row. */
  public boolean isLong() {
    return rows.size() > SHORT;
  }

  /** Whether a row leads to the map. */
  public boolean hasFrames() {
    return rows.stream().anyMatch(row -> row.frame().isPresent());
  }
}
