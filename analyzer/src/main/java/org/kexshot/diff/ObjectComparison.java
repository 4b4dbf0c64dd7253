package org.kexshot.diff;

import java.util.ArrayList;
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
    Optional<String> failure =
        before
            .failure()
            .map(reason -> "first image: " + reason)
            .or(() -> after.failure().map(reason -> "second image: " + reason));
    return failure.isPresent()
        ? ObjectDifference.notCompared(kind, failure.get())
        : new ObjectComparison<>(kind, sameBoot).between(before.listing(), after.listing());
  }

  /**
   * Compares two lists. Of several objects with one identity, the first is taken for the first, the
   * second for the second. Cost: one look-up an object.
   */
  public ObjectDifference<T> between(Listing<T> first, Listing<T> second) {
    Map<List<Object>, List<T>> unmatched = new LinkedHashMap<>();
    for (T object : first.items()) {
      unmatched.computeIfAbsent(identity(object), key -> new ArrayList<>()).add(object);
    }
    List<T> appeared = new ArrayList<>();
    List<ObjectDifference.Change<T>> changed = new ArrayList<>();
    int fluctuated = 0;
    for (T after : second.items()) {
      List<T> same = unmatched.get(identity(after));
      if (same == null || same.isEmpty()) {
        appeared.add(after);
        continue;
      }
      T before = same.remove(0);
      List<Attribute<T>> differing =
          compared.stream().filter(attribute -> !attribute.isEqual(before, after)).toList();
      if (differing.stream().anyMatch(attribute -> !attribute.has(Role.VOLATILE))) {
        changed.add(new ObjectDifference.Change<>(before, after, differing));
      } else if (!differing.isEmpty()) {
        fluctuated++;
      }
    }
    List<T> vanished = new ArrayList<>();
    unmatched.values().forEach(vanished::addAll);
    List<String> problems = new ArrayList<>();
    first.problems().forEach(problem -> problems.add("first image: " + problem));
    second.problems().forEach(problem -> problems.add("second image: " + problem));
    return new ObjectDifference<>(
        kind, appeared, vanished, changed, fluctuated, Optional.empty(), problems);
  }

  private List<Object> identity(T object) {
    List<Object> key = new ArrayList<>(identity.size());
    for (Attribute<T> attribute : identity) {
      key.add(attribute.value().apply(object));
    }
    return key;
  }
}
