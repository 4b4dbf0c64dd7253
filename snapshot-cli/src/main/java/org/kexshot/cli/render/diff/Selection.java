package org.kexshot.cli.render.diff;

import java.util.Optional;
import java.util.Set;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.kind.ObjectKind;

/**
 * What of a comparison is shown as text.
 *
 * @param limit lines for each kind of difference
 * @param kinds those that are shown; empty for all, symbols and pages
 * @param only what became of the objects that are shown; empty for all
 * @param noise whether what changes anyway is shown one by one
 */
public record Selection(
    int limit, Set<ObjectKind<?>> kinds, Optional<ChangeType> only, boolean noise) {
  public Selection {
    kinds = Set.copyOf(kinds);
  }

  boolean shows(ObjectKind<?> kind) {
    return kinds.isEmpty() || kinds.contains(kind);
  }

  boolean shows(ChangeType change) {
    return only.isEmpty() || only.get() == change;
  }

  /** Whether what is no kernel object is shown, too. */
  boolean showsMemory() {
    return kinds.isEmpty();
  }
}
