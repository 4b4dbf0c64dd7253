package org.kexshot.diff.noise;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.kind.Attribute;

/** How far each change between two images went, of all objects that share its key together. */
public final class ChangeExtents {
  private final Map<ChangeKey, Extent> extents = new HashMap<>();

  private ChangeExtents() {}

  /** Of all that differs. Cost: a look-up for each object that does. */
  public static ChangeExtents of(List<ObjectDifference<?>> objects, SymbolDifference symbols) {
    ChangeExtents all = new ChangeExtents();
    objects.forEach(all::addAll);
    symbols
        .changes()
        .forEach(
            change -> all.add(ChangeKey.ofSymbol(change.symbol().qualifiedName()), Extent.ONE));
    return all;
  }

  private <T> void addAll(ObjectDifference<T> difference) {
    for (T object : difference.appeared()) {
      add(ChangeKey.of(ChangeType.CAME, difference.kind(), object), Extent.ONE);
    }
    for (T object : difference.vanished()) {
      add(ChangeKey.of(ChangeType.WENT, difference.kind(), object), Extent.ONE);
    }
    difference.changed().forEach(change -> addFields(difference, change));
    difference.fluctuating().forEach(change -> addFields(difference, change));
  }

  private <T> void addFields(ObjectDifference<T> difference, ObjectDifference.Change<T> change) {
    for (Attribute<T> attribute : change.attributes()) {
      add(
          ChangeKey.of(difference.kind(), change.after(), attribute),
          Extent.between(
              attribute.value().apply(change.before()), attribute.value().apply(change.after())));
    }
  }

  private void add(ChangeKey key, Extent extent) {
    extents.merge(key, extent, Extent::plus);
  }

  /** Of a change that is among those; the extent of one object if it is not. */
  public Extent of(ChangeKey key) {
    return extents.getOrDefault(key, Extent.ONE);
  }

  Map<ChangeKey, Extent> all() {
    return extents;
  }
}
