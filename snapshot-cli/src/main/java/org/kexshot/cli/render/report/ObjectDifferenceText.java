package org.kexshot.cli.render.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.object.LogTable;
import org.kexshot.cli.render.object.ModuleTable;
import org.kexshot.cli.render.object.ProcessTable;
import org.kexshot.cli.render.object.SettingTable;
import org.kexshot.cli.render.object.SocketTable;
import org.kexshot.diff.Difference;
import org.kexshot.diff.ImageDifference;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.sysctl.Sysctl;

/** Kernel objects that came ({@code +}), went ({@code -}) and changed ({@code ~}), a line each. */
final class ObjectDifferenceText {
  private final PrintWriter out;
  private final int limit;

  ObjectDifferenceText(PrintWriter out, int limit) {
    this.out = out;
    this.limit = limit;
  }

  void print(ImageDifference difference) {
    section(difference.processes(), ProcessTable.PROCESSES);
    section(difference.modules(), ModuleTable.MODULES);
    section(difference.sockets(), SocketTable.SOCKETS);
    settings(difference.settings());
    log(difference.log());
  }

  private <T> void section(Difference<T> objects, ObjectTable<T> kind) {
    heading(
        kind.name(),
        objects.appeared().size(),
        objects.vanished().size(),
        objects.changed().size());
    if (objects.isEmpty()) {
      return;
    }
    List<String> withMark = new ArrayList<>();
    withMark.add("");
    withMark.addAll(List.of(kind.headings()));
    TextTable table = new TextTable(withMark.toArray(String[]::new));
    int left = limit;
    left = rows(table, "+", objects.appeared(), kind, left);
    left = rows(table, "-", objects.vanished(), kind, left);
    for (Difference.Pair<T> pair : objects.changed()) {
      if (left-- > 0) {
        table.row(marked("~", changedCells(kind.cells(pair.before()), kind.cells(pair.after()))));
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
    left = rows(table, "+", settings.appeared(), SettingTable.SETTINGS, left);
    left = rows(table, "-", settings.vanished(), SettingTable.SETTINGS, left);
    table.print(out, "  ");
    more(left);
  }

  private static <T> int rows(
      TextTable table, String mark, List<T> objects, ObjectTable<T> kind, int limit) {
    int left = limit;
    for (T object : objects) {
      if (left-- > 0) {
        table.row(marked(mark, kind.cells(object)));
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
        for (String line : LogTable.line(record).split("\n")) {
          out.println("  " + mark + Text.printable(line));
        }
      }
    }
    return left;
  }
}
