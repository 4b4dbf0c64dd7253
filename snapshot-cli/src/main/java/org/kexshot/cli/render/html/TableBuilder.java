package org.kexshot.cli.render.html;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Gathers the rows of a table until its budget is used up; counts the rest. */
public final class TableBuilder {
  /** More than this no one reads, and a browser takes long to lay out. */
  private static final int MOST_ROWS = 1_000;

  private final String id;
  private final String caption;
  private final SizeBudget budget;
  private final List<ReportTable.Column> columns = new ArrayList<>();
  private final List<ReportTable.Row> rows = new ArrayList<>();
  private int leftOut;

  /**
   * A table without columns and rows yet.
   *
   * @param id unique on the page
   */
  public TableBuilder(String id, String caption, SizeBudget budget) {
    this.id = id;
    this.caption = caption;
    this.budget = budget;
  }

  /** Adds a column; rows have a cell for each. */
  public TableBuilder column(String heading, ReportTable.Style style) {
    columns.add(new ReportTable.Column(heading, style));
    return this;
  }

  /** Adds a row whose cells are made fit for the page, if there is room for it. */
  public void row(String mark, OptionalLong frame, List<String> cells) {
    if (leftOut == 0 && rows.size() < MOST_ROWS) {
      ReportTable.Row row =
          new ReportTable.Row(cells.stream().map(PageText::of).toList(), mark, frame);
      if (budget.take(row.size())) {
        rows.add(row);
        return;
      }
    }
    leftOut++;
  }

  boolean isEmpty() {
    return rows.isEmpty() && leftOut == 0;
  }

  /** The table with the rows that there was room for. */
  public ReportTable build() {
    return new ReportTable(id, caption, columns, rows, leftOut);
  }
}
