package org.kexshot.diff.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.objects.KindListing;

/**
 * Compares the objects of a kind between two images, as the roles of its attributes say: {@link
 * ObjectMatching} tells which are the same, {@link ComparedAttributes} in what they differ.
 */
public final class ObjectComparison<T> {
  private final ObjectKind<T> kind;
  private final ObjectMatching<T> matching;
  private final ComparedAttributes<T> compared;

  /** A comparison within one boot, or between any two images. */
  public ObjectComparison(ObjectKind<T> kind, boolean sameBoot) {
    this(kind, sameBoot, Identities.DECLARED);
  }

  /** The same by attributes that the user may have named. */
  public ObjectComparison(ObjectKind<T> kind, boolean sameBoot, Identities identities) {
    this.kind = kind;
    this.matching = new ObjectMatching<>(kind, sameBoot, identities);
    this.compared = new ComparedAttributes<>(kind, sameBoot, identities);
  }

  /** Reads the kind in both images and compares it. */
  public static <T> ObjectDifference<T> of(
      ObjectKind<T> kind,
      KernelImage first,
      KernelImage second,
      boolean sameBoot,
      Identities identities) {
    KindListing<T> before = KindListing.read(kind, first);
    KindListing<T> after = KindListing.read(kind, second);
    List<String> failures = new ArrayList<>();
    before.failure().ifPresent(reason -> failures.add("first image: " + reason));
    after.failure().ifPresent(reason -> failures.add("second image: " + reason));
    return failures.isEmpty()
        ? new ObjectComparison<>(kind, sameBoot, identities)
            .between(before.listing(), after.listing())
        : ObjectDifference.notCompared(kind, String.join("; ", failures));
  }

  /**
   * Compares two lists. What one list has alone has come or gone only if the other was read to its
   * end. Cost: as of {@link ObjectMatching#match}.
   */
  public ObjectDifference<T> between(Listing<T> first, Listing<T> second) {
    ObjectMatching.Match<T, T> match =
        matching.match(first.items(), Function.identity(), second.items());
    List<ObjectDifference.Change<T>> changed = new ArrayList<>();
    List<ObjectDifference.Change<T>> fluctuating = new ArrayList<>();
    for (ObjectMatching.Pair<T, T> pair : match.pairs()) {
      List<Attribute<T>> differing =
          compared.differing(pair.first(), first.isComplete(), pair.second(), second.isComplete());
      if (differing.stream().anyMatch(attribute -> !attribute.has(Role.VOLATILE))) {
        changed.add(new ObjectDifference.Change<>(pair.first(), pair.second(), differing));
      } else if (!differing.isEmpty()) {
        fluctuating.add(new ObjectDifference.Change<>(pair.first(), pair.second(), differing));
      }
    }
    List<String> problems = new ArrayList<>();
    first.problems().forEach(problem -> problems.add("first image: " + problem));
    second.problems().forEach(problem -> problems.add("second image: " + problem));
    return new ObjectDifference<>(
        kind,
        first.whole() ? match.onlySecond() : List.of(),
        second.whole() ? match.onlyFirst() : List.of(),
        second.whole() ? List.of() : match.onlyFirst(),
        first.whole() ? List.of() : match.onlySecond(),
        changed,
        fluctuating,
        Optional.empty(),
        problems,
        first.whole() && second.whole());
  }
}
