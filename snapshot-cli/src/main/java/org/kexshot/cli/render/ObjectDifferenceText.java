package org.kexshot.cli.render;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.kexshot.diff.Difference;
import org.kexshot.diff.ImageDifference;
import org.kexshot.kernel.LogRecord;
import org.kexshot.kernel.Sysctl;
import org.kexshot.kernel.Task;

/** Kernel objects that came ({@code +}), went ({@code -}) and changed ({@code ~}), a line each. */
final class ObjectDifferenceText {
  private final PrintWriter out;
  private final int limit;

  ObjectDifferenceText(PrintWriter out, int limit) {
    this.out = out;
    this.limit = limit;
  }

  void print(ImageDifference difference) {
    processes(difference.processes());
    section("modules", difference.modules(), KernelObjectRows.MODULE, KernelObjectRows::module);
    section("sockets", difference.sockets(), KernelObjectRows.SOCKET, KernelObjectRows::socket);
    settings(difference.settings());
    log(difference.log());
  }

  private void processes(Difference<Task> processes) {
    section("processes", processes, KernelObjectRows.PROCESS, KernelObjectRows::process);
  }

  private <T> void section(
      String name, Difference<T> objects, String[] headings, Function<T, Object[]> cells) {
    heading(name, objects.appeared().size(), objects.vanished().size(), objects.changed().size());
    if (objects.isEmpty()) {
      return;
    }
    List<String> withMark = new ArrayList<>();
    withMark.add("");
    withMark.addAll(List.of(headings));
    TextTable table = new TextTable(withMark.toArray(String[]::new));
    int left = limit;
    left = rows(table, "+", objects.appeared(), cells, left);
    left = rows(table, "-", objects.vanished(), cells, left);
    for (Difference.Pair<T> pair : objects.changed()) {
      if (left-- > 0) {
        table.row(marked("~", changedCells(cells.apply(pair.before()), cells.apply(pair.after()))));
      }
    }
    table.print(out, "  ");
    more(left);
  }

  /** Changed values first: a device brings and takes dozens of settings that say little. */
  private void settings(Difference<Sysctl> settings) {
    heading(
        "settings",
        settings.appeared().size(),
        settings.vanished().size(),
        settings.changed().size());
    if (settings.isEmpty()) {
      return;
    }
    TextTable table = new TextTable("", "SETTING", "VALUE");
    int left = limit;
    for (Difference.Pair<Sysctl> pair : settings.changed()) {
      if (left-- > 0) {
        table.row("~", pair.after().name(), pair.before().value() + " -> " + pair.after().value());
      }
    }
    left = rows(table, "+", settings.appeared(), KernelObjectRows::setting, left);
    left = rows(table, "-", settings.vanished(), KernelObjectRows::setting, left);
    table.print(out, "  ");
    more(left);
  }

  private static <T> int rows(
      TextTable table, String mark, List<T> objects, Function<T, Object[]> cells, int limit) {
    int left = limit;
    for (T object : objects) {
      if (left-- > 0) {
        table.row(marked(mark, cells.apply(object)));
      }
    }
    return left;
  }

  private static Object[] marked(String mark, Object[] cells) {
    Object[] row = new Object[cells.length + 1];
    row[0] = mark;
    System.arraycopy(cells, 0, row, 1, cells.length);
    return row;
  }

  private static Object[] changedCells(Object[] before, Object[] after) {
    Object[] cells = after.clone();
    for (int i = 0; i < cells.length; i++) {
      if (!String.valueOf(before[i]).equals(String.valueOf(after[i]))) {
        cells[i] = before[i] + " -> " + after[i];
      }
    }
    return cells;
  }

  private void heading(String name, int appeared, int vanished, int changed) {
    out.println();
    out.println(
        "%s   %d came, %d went%s"
            .formatted(
                name, appeared, vanished, changed == 0 ? "" : ", %d changed".formatted(changed)));
  }

  private void more(int left) {
    if (left < 0) {
      out.println("  and %s more; --limit 0 shows all".formatted(Text.count(-left)));
    }
  }

  private void log(Difference<LogRecord> log) {
    heading("kernel log", log.appeared().size(), log.vanished().size(), log.changed().size());
    int left = lines("+ ", log.appeared(), limit);
    more(lines("- ", log.vanished(), left));
  }

  private int lines(String mark, List<LogRecord> records, int limit) {
    int left = limit;
    for (LogRecord record : records) {
      if (left-- > 0) {
        for (String line : KernelObjectRows.log(record).split("\n")) {
          out.println("  " + mark + Text.printable(line));
        }
      }
    }
    return left;
  }
}
