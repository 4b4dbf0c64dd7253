package org.kexshot.diff.finding;

import java.util.Comparator;
import java.util.List;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.kind.ObjectKind;

/**
 * What became of one object, and of all others for the same reason: a process comes with its
 * threads, areas, files and children, a network device with its settings, a module with those that
 * it needs.
 *
 * @param change what became of it
 * @param kind what it is
 * @param title tells it from others of its kind; its name alone where it changed; empty if this is
 *     a group of several that say little
 * @param fields what differs; empty unless it changed
 * @param surprise which part of the change is not what happens anyway, from 0 to 1
 * @param parts what came, went or changed with it, strongest first; the members of a group
 */
public record Finding(
    ChangeType change,
    ObjectKind<?> kind,
    String title,
    List<FieldChange> fields,
    double surprise,
    List<Finding> parts) {
  /** By how much a kind says, and how little of the change was to be expected. */
  static final Comparator<Finding> STRONGEST_FIRST =
      Comparator.comparingDouble(Finding::strength).reversed();

  /** From this weight on a part is named with the whole it is of; others are counted. */
  private static final int TELLING = 50;

  public Finding {
    fields = List.copyOf(fields);
    parts = List.copyOf(parts);
  }

  /** Several of one kind that became the same, and say little one by one. */
  static Finding group(List<Finding> members) {
    Finding first = members.get(0);
    double most = members.stream().mapToDouble(Finding::surprise).max().orElse(0);
    return new Finding(first.change, first.kind, "", List.of(), most, members);
  }

  /** Whether it stands for several of a kind. */
  public boolean isGroup() {
    return title.isEmpty() && fields.isEmpty();
  }

  /** Whether it says something beside the whole that it is a part of. */
  public boolean isTelling() {
    return KindWeights.of(kind) >= TELLING;
  }

  private double strength() {
    double own = KindWeights.of(kind) * surprise;
    return isGroup() ? own : Math.max(own, strongestPart());
  }

  /** What is no finding itself ranks by what hangs on it. */
  private double strongestPart() {
    return parts.stream().mapToDouble(Finding::strength).max().orElse(0);
  }
}
