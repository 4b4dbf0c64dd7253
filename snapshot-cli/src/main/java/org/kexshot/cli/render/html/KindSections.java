package org.kexshot.cli.render.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.html.ReportTable.Style;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.AttributeType;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;

/** Makes the tables of kernel objects: what changed, value by value, and what came and went. */
final class KindSections {
  private final SizeBudget budget;
  private final FrameLookup before;
  private final FrameLookup after;

  KindSections(SizeBudget budget, FrameLookup before, FrameLookup after) {
    this.budget = budget;
    this.before = before;
    this.after = after;
  }

  /** A section for each kind in which something differs. */
  List<KindSection> of(List<ObjectDifference<?>> objects) {
    List<ObjectDifference<?>> differing =
        objects.stream().filter(kind -> !kind.isEmpty()).<ObjectDifference<?>>map(k -> k).toList();
    List<KindSection> sections = new ArrayList<>();
    for (ObjectDifference<?> kind : differing) {
      SizeBudget share = budget.share(differing.size() - sections.size());
      sections.add(section(kind, share));
      budget.giveBack(share);
    }
    return sections;
  }

  private <T> KindSection section(ObjectDifference<T> objects, SizeBudget share) {
    ObjectKind<T> kind = objects.kind();
    TableBuilder changed = changed(objects, share);
    TableBuilder others = others(objects, share);
    List<ReportTable> tables = new ArrayList<>();
    for (TableBuilder table : List.of(changed, others)) {
      if (!table.isEmpty()) {
        tables.add(table.build());
      }
    }
    return new KindSection(kind.words(), summary(objects), tables);
  }

  private static String summary(ObjectDifference<?> objects) {
    List<String> counts = new ArrayList<>();
    count(counts, objects.appeared().size(), "came");
    count(counts, objects.vanished().size(), "went");
    count(counts, objects.changed().size(), "changed");
    count(counts, objects.unknown(), "unknown, for not all could be read");
    count(counts, objects.fluctuating().size(), "fluctuated");
    return String.join(", ", counts);
  }

  private static void count(List<String> counts, int number, String what) {
    if (number > 0) {
      counts.add(Text.count(number) + " " + what);
    }
  }

  /** A row for each value that differs. */
  private <T> TableBuilder changed(ObjectDifference<T> objects, SizeBudget share) {
    ObjectKind<T> kind = objects.kind();
    TableBuilder table =
        new TableBuilder(kind.plural() + "-changed", "Changed " + kind.words(), share)
            .column("Object", Style.TEXT)
            .column("Attribute", Style.TEXT)
            .column("Before", Style.BEFORE)
            .column("After", Style.AFTER);
    ObjectTable<T> shown = ObjectTable.of(kind);
    for (ObjectDifference.Change<T> change : objects.changed()) {
      String title = kind.title().apply(change.after());
      for (Attribute<T> attribute : change.attributes()) {
        if (!attribute.isColumnOnly() && !attribute.has(Role.VOLATILE)) {
          table.row(
              "changed",
              frame(kind, change.after(), after),
              List.of(
                  title,
                  attribute.words(),
                  PageText.orNone(value(shown, attribute, change, change.before())),
                  PageText.orNone(value(shown, attribute, change, change.after()))));
        }
      }
    }
    return table;
  }

  /** As people read it, unless that rounds the change away. */
  private static <T> String value(
      ObjectTable<T> shown, Attribute<T> attribute, ObjectDifference.Change<T> change, T object) {
    boolean told =
        attribute.column().isPresent()
            && !shown
                .cell(attribute, change.before())
                .equals(shown.cell(attribute, change.after()));
    return told ? shown.cell(attribute, object) : Text.cell(attribute.value().apply(object));
  }

  private <T> TableBuilder others(ObjectDifference<T> objects, SizeBudget share) {
    ObjectKind<T> kind = objects.kind();
    ObjectTable<T> shown = ObjectTable.of(kind);
    TableBuilder table =
        new TableBuilder(kind.plural(), "Came or went: " + kind.words(), share)
            .column("Change", Style.CHANGE);
    for (String heading : shown.headings()) {
      boolean right = heading.startsWith(">");
      table.column(right ? heading.substring(1) : heading, right ? Style.NUMBER : Style.TEXT);
    }
    rows(table, "came", objects.appeared(), shown, kind, after);
    rows(table, "went", objects.vanished(), shown, kind, before);
    rows(table, "went?", objects.unknownBefore(), shown, kind, before);
    rows(table, "came?", objects.unknownAfter(), shown, kind, after);
    return table;
  }

  private static <T> void rows(
      TableBuilder table,
      String change,
      List<T> objects,
      ObjectTable<T> shown,
      ObjectKind<T> kind,
      FrameLookup lookup) {
    for (T object : objects) {
      List<String> cells = new ArrayList<>(List.of(change));
      cells.addAll(Arrays.asList(shown.cells(object)));
      table.row(change.replace("?", ""), frame(kind, object, lookup), cells);
    }
  }

  /** Where the object lies, by the first of its addresses that its kernel maps. */
  private static <T> OptionalLong frame(ObjectKind<T> kind, T object, FrameLookup lookup) {
    for (Attribute<T> attribute : kind.attributes()) {
      if (attribute.type() == AttributeType.ADDRESS) {
        Object value = attribute.value().apply(object);
        Object known = value instanceof Optional<?> perhaps ? perhaps.orElse(null) : value;
        OptionalLong frame =
            known instanceof Long address ? lookup.frame(address) : OptionalLong.empty();
        if (frame.isPresent()) {
          return frame;
        }
      }
    }
    return OptionalLong.empty();
  }
}
