package org.kexshot.diff.object;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.objects.KindListing;

/**
 * Compares the objects of a kind between two images, as the roles of its attributes say. Within one
 * boot an object is known by what the kernel never reuses at the same time; across boots by what a
 * user would call it.
 */
public final class ObjectComparison<T> {
  private final ObjectKind<T> kind;
  private final List<Attribute<T>> identity;
  private final List<Attribute<T>> compared;

  /** A comparison within one boot, or between any two images. */
  public ObjectComparison(ObjectKind<T> kind, boolean sameBoot) {
    this.kind = kind;
    this.identity = attributes(kind, sameBoot ? Role.BOOT_IDENTITY : Role.IDENTITY);
    this.compared = new ArrayList<>();
    for (Attribute<T> attribute : kind.attributes()) {
      if (attribute.has(Role.COMPARED)
          || attribute.has(Role.VOLATILE)
          || sameBoot && attribute.has(Role.BOOT_COMPARED)) {
        compared.add(attribute);
      }
    }
  }

  private static <T> List<Attribute<T>> attributes(ObjectKind<T> kind, Role role) {
    return kind.attributes().stream().filter(attribute -> attribute.has(role)).toList();
  }

  /** Reads the kind in both images and compares it. */
  public static <T> ObjectDifference<T> of(
      ObjectKind<T> kind, KernelImage first, KernelImage second, boolean sameBoot) {
    KindListing<T> before = KindListing.read(kind, first);
    KindListing<T> after = KindListing.read(kind, second);
    List<String> failures = new ArrayList<>();
    before.failure().ifPresent(reason -> failures.add("first image: " + reason));
    after.failure().ifPresent(reason -> failures.add("second image: " + reason));
    return failures.isEmpty()
        ? new ObjectComparison<>(kind, sameBoot).between(before.listing(), after.listing())
        : ObjectDifference.notCompared(kind, String.join("; ", failures));
  }

  /**
   * Compares two lists. Of several objects with one identity, the first is taken for the first, the
   * second for the second; then objects whose identity is known in part are taken for those with
   * which the known part agrees. What one list has alone has come or gone only if the other was
   * read to its end. Cost: one look-up an object, and one comparison with each that is left over
   * for each whose identity is not known.
   */
  public ObjectDifference<T> between(Listing<T> first, Listing<T> second) {
    Map<List<Object>, List<T>> unmatched = new LinkedHashMap<>();
    for (T object : first.items()) {
      unmatched.computeIfAbsent(identity(object), key -> new ArrayList<>()).add(object);
    }
    Pairs pairs = new Pairs(first.isComplete(), second.isComplete());
    List<T> added = new ArrayList<>();
    for (T after : second.items()) {
      List<T> same = unmatched.get(identity(after));
      if (same == null || same.isEmpty()) {
        added.add(after);
      } else {
        pairs.add(same.remove(0), after);
      }
    }
    List<T> removed = new ArrayList<>();
    unmatched.values().forEach(removed::addAll);
    pairPartlyKnown(removed, added, pairs);
    List<String> problems = new ArrayList<>();
    first.problems().forEach(problem -> problems.add("first image: " + problem));
    second.problems().forEach(problem -> problems.add("second image: " + problem));
    return new ObjectDifference<>(
        kind,
        first.whole() ? added : List.of(),
        second.whole() ? removed : List.of(),
        second.whole() ? List.of() : removed,
        first.whole() ? List.of() : added,
        pairs.changed,
        pairs.fluctuations,
        Optional.empty(),
        problems,
        first.whole() && second.whole());
  }

  /** What became of objects that are in both images. */
  private final class Pairs {
    private final boolean firstComplete;
    private final boolean secondComplete;
    private final List<ObjectDifference.Change<T>> changed = new ArrayList<>();
    private final List<ObjectDifference.Change<T>> fluctuations = new ArrayList<>();

    Pairs(boolean firstComplete, boolean secondComplete) {
      this.firstComplete = firstComplete;
      this.secondComplete = secondComplete;
    }

    void add(T before, T after) {
      List<Attribute<T>> differing =
          compared.stream()
              .filter(attribute -> attribute.differs(before, after))
              .filter(attribute -> !mayBeCut(attribute, before, after))
              .toList();
      if (differing.stream().anyMatch(attribute -> !attribute.has(Role.VOLATILE))) {
        changed.add(new ObjectDifference.Change<>(before, after, differing));
      } else if (!differing.isEmpty()) {
        fluctuations.add(new ObjectDifference.Change<>(before, after, differing));
      }
    }

    /** Whether a list only lacks elements in an image that could not be read whole. */
    private boolean mayBeCut(Attribute<T> attribute, T before, T after) {
      return !secondComplete && isCut(attribute, before, after)
          || !firstComplete && isCut(attribute, after, before);
    }

    private boolean isCut(Attribute<T> attribute, T whole, T cut) {
      return elements(attribute, whole).containsAll(elements(attribute, cut))
          && !elements(attribute, whole).isEmpty();
    }

    private List<?> elements(Attribute<T> attribute, T object) {
      Object value = attribute.value().apply(object);
      Object known = value instanceof Optional<?> optional ? optional.orElse(null) : value;
      return known instanceof List<?> list ? list : List.of();
    }
  }

  private void pairPartlyKnown(List<T> removed, List<T> added, Pairs pairs) {
    List<T> partlyKnown = new ArrayList<>(added.stream().filter(this::isPartlyKnown).toList());
    for (Iterator<T> each = removed.iterator(); each.hasNext(); ) {
      T before = each.next();
      List<Object> key = identity(before);
      List<T> candidates = isPartlyKnown(before) ? added : partlyKnown;
      Optional<T> match =
          candidates.stream().filter(after -> agree(key, identity(after))).findFirst();
      if (match.isPresent()) {
        pairs.add(before, match.get());
        each.remove();
        added.remove(match.get());
        partlyKnown.remove(match.get());
      }
    }
  }

  private boolean isPartlyKnown(T object) {
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
    for (Attribute<T> attribute : identity) {
      key.add(attribute.value().apply(object));
    }
    return key;
  }
}
