package org.kexshot.diff.series.amount;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An amount that is held until someone gives it back, so that one which only grows may leak: a row
 * of {@code held.tsv}.
 *
 * @param kind of the objects that it is of
 * @param amount an attribute, {@link #COUNT}, or what {@link SeriesImage#measured} tells
 * @param by {@link #EACH}, {@link #ALL}, or attributes by whose values it is summed
 * @param families of amounts that grow for one reason
 * @param source whether it names who holds it
 * @param only whose it must be; empty for all
 * @param words what it is, with {@code %s} for whose
 */
public record HeldAmount(
    String kind,
    String amount,
    List<String> by,
    List<String> families,
    Source source,
    List<String> only,
    String words) {
  /** What such an amount says of who holds it. */
  public enum Source {
    /** It names him. */
    NAMED,
    /** Nothing. */
    UNNAMED,
    /** Nothing, and it grows with the snapshots themselves, too: it is told beside others alone. */
    COMPANION;

    private static Source of(String cell) {
      return switch (cell) {
        case "named" -> NAMED;
        case "companion" -> COMPANION;
        default -> UNNAMED;
      };
    }
  }

  /** The number of objects. */
  static final String COUNT = "count";

  /** For each object by itself. */
  static final List<String> EACH = List.of("*");

  /** For all objects of the kind together. */
  static final List<String> ALL = List.of("-");

  private static final List<HeldAmount> TABLE =
      ResourceTable.read("held.tsv", 7).stream().map(HeldAmount::of).toList();

  private static HeldAmount of(List<String> row) {
    return new HeldAmount(
        row.get(0),
        row.get(1),
        ResourceTable.list(row.get(2)),
        ResourceTable.list(row.get(3)),
        Source.of(row.get(4)),
        ResourceTable.list(row.get(5)),
        row.get(6));
  }

  /** Those of a kind. */
  static List<HeldAmount> of(String kind) {
    return TABLE.stream().filter(row -> row.kind.equals(kind)).collect(Collectors.toList());
  }

  /** The row for an amount of each object, or of one that is measured. */
  public static Optional<HeldAmount> ofEach(String kind, String amount, String whose) {
    return TABLE.stream()
        .filter(row -> row.kind.equals(kind) && row.amount.equals(amount))
        .filter(row -> row.by.equals(EACH) && row.isOf(whose))
        .findFirst();
  }

  boolean isOf(String whose) {
    return only.isEmpty() || only.contains(whose);
  }

  /** What it is, and whose. */
  String words(String whose) {
    return words.replace("%s", whose);
  }
}
