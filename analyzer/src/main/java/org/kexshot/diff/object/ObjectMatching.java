package org.kexshot.diff.object;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;

/**
 * Which objects of two images are the same, as the roles of their kind's attributes say. Within one
 * boot an object is known by what the kernel never reuses at the same time; across boots by what a
 * user would call it.
 */
public final class ObjectMatching<T> {
  private final List<Function<T, ?>> identity;

  /** A matching within one boot, or between any two images. */
  public ObjectMatching(ObjectKind<T> kind, boolean sameBoot) {
    this(kind, sameBoot, Identities.DECLARED);
  }

  /** The same by attributes that the user may have named. */
  public ObjectMatching(ObjectKind<T> kind, boolean sameBoot, Identities identities) {
    identity =
        identities.of(kind, sameBoot).stream()
            .<Function<T, ?>>map(
                attribute ->
                    sameBoot || isMeantAsItIs(attribute, identities.isGiven(kind))
                        ? attribute.value()
                        : attribute.acrossBoots())
            .toList();
  }

  /** A number by which objects of one boot are known says what it says if a user names it. */
  private static boolean isMeantAsItIs(Attribute<?> attribute, boolean isNamed) {
    return isNamed && attribute.has(Role.BOOT_IDENTITY);
  }

  /** One object in both lists. */
  public record Pair<A, T>(A first, T second) {}

  /**
   * What belongs together.
   *
   * @param pairs in the order of the second list; last those whose identity is known in part
   * @param onlyFirst what the second list lacks
   * @param onlySecond what the first list lacks
   */
  public record Match<A, T>(List<Pair<A, T>> pairs, List<A> onlyFirst, List<T> onlySecond) {
    public Match {
      pairs = List.copyOf(pairs);
      onlyFirst = List.copyOf(onlyFirst);
      onlySecond = List.copyOf(onlySecond);
    }
  }

  /**
   * Matches two lists. Of several objects with one identity, the first is taken for the first, the
   * second for the second; then objects whose identity is known in part are taken for those with
   * which the known part agrees. Cost: one look-up an object, and one comparison with each that is
   * left over for each whose identity is not known.
   *
   * @param object what an item of the first list stands for
   */
  public <A> Match<A, T> match(Collection<A> first, Function<A, T> object, List<T> second) {
    Map<List<Object>, List<A>> unmatched = new LinkedHashMap<>();
    for (A item : first) {
      unmatched.computeIfAbsent(identity(object.apply(item)), key -> new ArrayList<>(1)).add(item);
    }
    List<Pair<A, T>> pairs = new ArrayList<>();
    List<T> added = new ArrayList<>();
    for (T after : second) {
      List<A> same = unmatched.get(identity(after));
      if (same == null || same.isEmpty()) {
        added.add(after);
      } else {
        pairs.add(new Pair<>(same.remove(0), after));
      }
    }
    List<A> removed = new ArrayList<>();
    unmatched.values().forEach(removed::addAll);
    pairPartlyKnown(removed, object, added, pairs);
    return new Match<>(pairs, removed, added);
  }

  private <A> void pairPartlyKnown(
      List<A> removed, Function<A, T> object, List<T> added, List<Pair<A, T>> pairs) {
    List<T> partlyKnown = new ArrayList<>(added.stream().filter(this::isPartlyKnown).toList());
    for (Iterator<A> each = removed.iterator(); each.hasNext(); ) {
      A before = each.next();
      List<Object> key = identity(object.apply(before));
      List<T> candidates = key.contains(Optional.empty()) ? added : partlyKnown;
      Optional<T> match =
          candidates.stream().filter(after -> agree(key, identity(after))).findFirst();
      if (match.isPresent()) {
        pairs.add(new Pair<>(before, match.get()));
        each.remove();
        added.remove(match.get());
        partlyKnown.remove(match.get());
      }
    }
  }

  /** Whether some of what the object is known by could not be read. */
  public boolean isPartlyKnown(T object) {
    return identity(object).contains(Optional.empty());
  }

  private static boolean agree(List<Object> key, List<Object> other) {
    for (int i = 0; i < key.size(); i++) {
      if (Attribute.differ(key.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private List<Object> identity(T object) {
    List<Object> key = new ArrayList<>(identity.size());
    for (Function<T, ?> value : identity) {
      key.add(value.apply(object));
    }
    return key;
  }
}
