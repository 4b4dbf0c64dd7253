package org.kexshot.cli.render.diff;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Role;

/**
 * Kernel objects that changed ({@code ~}), came ({@code +}) and went ({@code -}), a line each, and
 * with {@code ?} those that are in one image alone while the other could not be read to its end;
 * kinds without any are named together.
 */
final class ObjectDifferenceText {
  private final PrintWriter out;
  private final Selection selection;

  ObjectDifferenceText(PrintWriter out, Selection selection) {
    this.out = out;
    this.selection = selection;
  }

  void print(ImageDifference difference) {
    List<ObjectDifference<?>> shown =
        difference.objects().stream().filter(kind -> selection.shows(kind.kind())).toList();
    shown.stream().filter(kind -> !kind.isEmpty()).forEach(this::section);
    names(
        "only fluctuated",
        shown.stream()
            .filter(kind -> kind.isEmpty() && !kind.fluctuating().isEmpty())
            .map(kind -> kind.kind().words() + " " + Text.count(kind.fluctuating().size()))
            .toList());
    names(
        "no difference",
        shown.stream()
            .filter(kind -> isUnchanged(kind) && kind.problems().isEmpty())
            .map(kind -> kind.kind().words())
            .toList());
    names(
        "no difference in what could be read",
        shown.stream()
            .filter(kind -> isUnchanged(kind) && !kind.problems().isEmpty())
            .map(kind -> kind.kind().words())
            .toList());
  }

  private static boolean isUnchanged(ObjectDifference<?> kind) {
    return kind.isEmpty() && kind.fluctuating().isEmpty() && kind.notCompared().isEmpty();
  }

  private void names(String what, List<String> kinds) {
    if (!kinds.isEmpty()) {
      out.println();
      out.println(what + "   " + String.join(", ", kinds));
    }
  }

  private <T> void section(ObjectDifference<T> objects) {
    heading(objects);
    ObjectTable<T> kind = ObjectTable.of(objects.kind());
    TextTable table = new TextTable(headings(kind, objects));
    int left = selection.limit();
    // What changed says most, and is least: a device comes and goes with dozens of settings.
    if (selection.shows(ChangeType.CHANGED)) {
      for (ObjectDifference.Change<T> change : objects.changed()) {
        if (left-- > 0) {
          table.row(row("~", changed(kind, change), besides(kind, change)));
        }
      }
    }
    if (selection.shows(ChangeType.CAME)) {
      left = rows(table, "+", objects.appeared(), kind, left);
    }
    if (selection.shows(ChangeType.WENT)) {
      left = rows(table, "-", objects.vanished(), kind, left);
    }
    left = rows(table, "-?", objects.unknownBefore(), kind, left);
    left = rows(table, "+?", objects.unknownAfter(), kind, left);
    table.print(out, "  ");
    if (left < 0) {
      out.println("  and %s more; --all shows all".formatted(Text.count(-left)));
    }
  }

  private void heading(ObjectDifference<?> objects) {
    StringBuilder counts = new StringBuilder();
    counts
        .append(Text.count(objects.appeared().size()))
        .append(" came, ")
        .append(Text.count(objects.vanished().size()))
        .append(" went");
    if (!objects.changed().isEmpty()) {
      counts.append(", ").append(Text.count(objects.changed().size())).append(" changed");
    }
    if (objects.unknown() > 0) {
      counts
          .append(", ")
          .append(Text.count(objects.unknown()))
          .append(" unknown, for not all could be read");
    }
    if (!objects.fluctuating().isEmpty()) {
      counts.append(", ").append(Text.count(objects.fluctuating().size())).append(" fluctuated");
    }
    out.println();
    out.println(objects.kind().words() + "   " + counts);
  }

  private static <T> int rows(
      TextTable table, String mark, List<T> objects, ObjectTable<T> kind, int limit) {
    int left = limit;
    for (T object : objects) {
      if (left-- > 0) {
        table.row(row(mark, kind.cells(object), ""));
      }
    }
    return left;
  }

  private static <T> String[] headings(ObjectTable<T> kind, ObjectDifference<T> objects) {
    List<String> headings = new ArrayList<>();
    headings.add("");
    headings.addAll(List.of(kind.headings()));
    boolean more = objects.changed().stream().anyMatch(change -> !besides(kind, change).isEmpty());
    headings.add(more ? "BESIDES" : "");
    return headings.toArray(String[]::new);
  }

  private static Object[] row(String mark, String[] cells, String besides) {
    Object[] row = new Object[cells.length + 2];
    row[0] = mark;
    System.arraycopy(cells, 0, row, 1, cells.length);
    row[cells.length + 1] = besides;
    return row;
  }

  private static <T> String[] changed(ObjectTable<T> kind, ObjectDifference.Change<T> change) {
    String[] before = kind.cells(change.before());
    String[] cells = kind.cells(change.after());
    for (int i = 0; i < cells.length; i++) {
      if (!before[i].equals(cells[i])) {
        cells[i] = orNone(before[i]) + " -> " + orNone(cells[i]);
      }
    }
    return cells;
  }

  private static String orNone(String cell) {
    return cell.isEmpty() ? "(none)" : cell;
  }

  /** Changed attributes that have no column, or whose column rounds the change away. */
  private static <T> String besides(ObjectTable<T> kind, ObjectDifference.Change<T> change) {
    List<String> besides = new ArrayList<>();
    for (Attribute<T> attribute : change.attributes()) {
      boolean shown =
          attribute.column().isPresent()
              && !kind.cell(attribute, change.before())
                  .equals(kind.cell(attribute, change.after()));
      if (!shown && !attribute.has(Role.VOLATILE)) {
        besides.add(
            "%s: %s -> %s"
                .formatted(
                    attribute.name(),
                    Text.cell(attribute.value().apply(change.before())),
                    Text.cell(attribute.value().apply(change.after()))));
      }
    }
    return String.join(", ", besides);
  }
}
