package org.kexshot.diff.finding;

import java.util.List;
import org.kexshot.kind.ObjectKind;

/**
 * What became of one object, and of all others for the same reason: a process comes with its
 * threads, areas, files and children, a network device with its settings, a module with those that
 * it needs.
 *
 * @param change what became of it
 * @param kind what it is
 * @param title tells it from others of its kind; its name alone where it changed
 * @param fields what differs; empty unless it changed
 * @param parts what came, went or changed with it, strongest first
 */
public record Finding(
    Change change,
    ObjectKind<?> kind,
    String title,
    List<FieldChange> fields,
    List<Finding> parts) {
  /** From this weight on a part is named with the whole it is of; others are counted. */
  private static final int TELLING = 50;

  public Finding {
    fields = List.copyOf(fields);
    parts = List.copyOf(parts);
  }

  /** Whether it says something beside the whole that it is a part of. */
  public boolean isTelling() {
    return KindWeights.of(kind) >= TELLING;
  }
}
